#!/bin/bash
# A Slurm of its own, on one node: slurm_node.sh FOLDER SCRIPT submits SCRIPT by sbatch from the
# present folder, waits until all its tasks have ended, and stops every daemon, whatever happens. All state stands in
# FOLDER. Works as root or not, without systemd and without control groups. Exit code: 0 where every task ended with 0.
set -euo pipefail
folder=$1
script=$(readlink -f "$2")
PATH=$PATH:/usr/sbin:/sbin
user=$(id -un)
mkdir -p "$folder"/{munge,state,spool}
folder=$(readlink -f "$folder")
chmod 755 "$folder" "$folder/munge"

job=
daemons=()
start() {  # a daemon that ends by itself after a minute, should this script be killed
  local log=$1
  shift
  timeout --kill-after=2 60 "$@" >>"$folder/$log" 2>&1 &
  daemons+=($!)
}
has_ended() {
  local left
  left=$(timeout 5 squeue -h -j "$job" -t PENDING,RUNNING,COMPLETING) && [ -z "$left" ]
}
stop() {
  local code=$? i
  trap - EXIT INT TERM
  set +e
  if [ -n "$job" ]; then
    timeout 5 scancel "$job"
    for ((i = 0; i < 50; ++i)); do
      has_ended && break
      sleep 0.1
    done
  fi
  for ((i = ${#daemons[@]} - 1; i >= 0; --i)); do
    kill "${daemons[i]}" 2>/dev/null
    wait "${daemons[i]}" 2>/dev/null
  done
  if [ "$code" -ne 0 ]; then tail -n 20 "$folder"/*.log "$folder"/task-*.txt >&2; fi
  exit "$code"
}
trap stop EXIT
trap 'exit 130' INT TERM

until_true() {  # SECONDS COMMAND...
  local end=$((SECONDS + $1)) daemon
  shift
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -gt "$end" ]; then
      echo "waited in vain for: $*" >&2
      exit 75
    fi
    for daemon in "${daemons[@]}"; do
      if ! kill -0 "$daemon" 2>/dev/null; then
        echo "a daemon has ended while waiting for: $*" >&2
        exit 75
      fi
    done
    sleep 0.1
  done
}

is_taken() { (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null; }
port=$((20000 + $$ % 20000))
while is_taken "$port" || is_taken $((port + 1)); do port=$((port + 2)); done

# Slurm can listen at the address of the machine's name alone. Where that isn't on the loopback (or isn't known), it listens
# everywhere for these seconds, behind a key that nobody has, and is spoken to over the loopback.
address=$(getent ahostsv4 "$(hostname)" | awk '{ print $1; exit }') || true
listening=CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
if [[ $address != 127.* ]]; then
  address=127.0.0.1
  listening=
fi

head -c 128 /dev/urandom >"$folder/munge/key"
chmod 400 "$folder/munge/key"
start munged.log munged --foreground --force --num-threads=2 --key-file="$folder/munge/key" \
  --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" \
  --seed-file="$folder/munge/seed"
until_true 10 test -S "$folder/munge/socket"

cat >"$folder/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=localhost($address)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
$listening
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
SlurmUser=$user
SlurmdUser=$user
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
MessageTimeout=5
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=localhost NodeAddr=$address CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES State=UP
CONF
# Slurm 22.05 always loads a plugin of control groups; this one touches none as long as nothing asks for them.
echo "CgroupPlugin=cgroup/v1" >"$folder/cgroup.conf"
export SLURM_CONF=$folder/slurm.conf

start slurmctld.log slurmctld -D -c -f "$SLURM_CONF"
start slurmd.log slurmd -D -N localhost -f "$SLURM_CONF"
is_idle() { [ "$(timeout 5 sinfo -h -o %T)" = idle ]; }
until_true 20 is_idle

job=$(sbatch --parsable --output="$folder/task-%a.txt" "$script")
until_true 40 has_ended
states=$(squeue -h -j "$job" -r -t all -o %T | sort | uniq -c)
job=
echo "$states"
[ "$(echo "$states" | awk '{print $2}')" = COMPLETED ]
