#include "core/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace rssviz {
namespace {

// The number in a file of one; infinity where there is none ("max").
double number_in(const char* path) {
  std::ifstream file(path);
  double value = 0.;
  return file >> value ? value : INFINITY;
}

double left_of_machine() {
  std::ifstream info("/proc/meminfo");
  std::string name;
  std::string rest;
  while (info >> name) {
    double kilobytes = 0.;
    if (name == "MemAvailable:" && info >> kilobytes) return kilobytes * 1024.;
    std::getline(info, rest);
  }
  return INFINITY;
}

double left_of_group() {
  const double limit = number_in("/sys/fs/cgroup/memory.max");
  const double used = number_in("/sys/fs/cgroup/memory.current");
  return std::isfinite(limit) && std::isfinite(used) ? std::max(1., limit - used) : INFINITY;
}

double left_of_address_space() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INFINITY;
  const double pages = number_in("/proc/self/statm");
  const double used = pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return std::isfinite(used) ? std::max(1., static_cast<double>(limit.rlim_cur) - used) : INFINITY;
}

}  // namespace

double available_memory() {
  const double available = std::min({left_of_machine(), left_of_group(), left_of_address_space()});
  return std::isfinite(available) ? available : 0.;
}

std::string megabytes(double bytes) { return std::to_string(std::llround(std::ceil(bytes / 1e6))) + " MB"; }

}  // namespace rssviz
