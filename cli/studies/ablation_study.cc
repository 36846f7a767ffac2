#include "cli/studies/ablation_study.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/nesting.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/units/ablation.h"

namespace rssviz::cli {
namespace {

constexpr std::array kShares{0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5};

// The verdicts of a slot.
const models::IntColumn& verdicts_in(const models::StateTrace& trace, const std::string& name) {
  const models::IntColumn& judged = trace.require_integer(name);
  if (judged.labels.empty())
    fail(ErrorKind::data, "ablation: the column " + name + " has no labels, so that no verdict is the worst");
  return judged;
}

// What is being measured, and what it takes.
struct Subject {
  AblationSubject of{};
  AblatedNetwork made{};
  std::shared_ptr<const models::Network> network{};
  std::vector<models::Tokens> sequences{};
};

Subject subject_of(const AblationSubject& of, const AblationOptions& options, const Execution& execution) {
  const NetworkView& view = *of.view;
  Subject subject;
  subject.of = of;
  AblatedNetwork& made = subject.made;
  made.view = &view;
  made.part = of.part;
  made.slots = of.judged.size();
  subject.network = view.network_at(-1);
  if (subject.network->outputs() == 0)
    fail(ErrorKind::data, "ablation: " + view.id + " has no readout, so that it makes no errors");
  subject.sequences = view.task->sequences({"test", options.sample, options.seed});
  made.sequences = subject.sequences.size();
  made.drive = models::input_drive(*subject.network);
  const std::vector<std::string> names = subject.network->trace_names();
  const bool hidden = std::find(names.begin(), names.end(), "hidden") != names.end();
  const models::StateTrace trace =
      view.record(*subject.network, subject.sequences, hidden ? "hidden" : names.front(), execution);
  const models::IntColumn& part = trace.require_integer(made.part);
  made.parts = part.labels;
  made.worst = verdicts_in(trace, of.judged.front()).labels.back();
  made.scores = {models::unit_importance(models::readout_weights(*subject.network), trace.states),
                 models::explained_by(trace.states, part.values)};
  made.counts = silenced_counts(made.units(), options.shares);
  made.errors.resize(made.counts.size());
  return subject;
}

std::vector<int> silenced_units(const AblatedNetwork& network, std::size_t way, int count, std::uint64_t seed,
                                std::size_t draw) {
  if (way < kRankings) return models::top_units(network.scores[way], count);
  const Rng rng(seed, kSilenced[way], 1000 * draw + static_cast<std::uint64_t>(count));
  if (way == kRandomUnits) return models::random_units(network.units(), count, rng);
  return models::matched_units(network.drive, models::top_units(network.scores[way - wiring_of(0)], count),
                               rng);
}

struct Job {
  std::size_t subject{0}, count{0}, way{0}, draw{0};
};

// One a network, number of units, way and draw; makes room for what each finds.
std::vector<Job> jobs_of(std::vector<Subject>& subjects, const AblationOptions& options) {
  std::vector<Job> jobs;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    AblatedNetwork& made = subjects[s].made;
    for (std::size_t c = 0; c < made.counts.size(); ++c)
      for (std::size_t way = 0; way < kSilenced.size(); ++way) {
        if (way == kRandomUnits && !options.random_units) continue;
        const bool once = way < kRankings || made.counts[c] == 0;
        made.errors[c][way].resize(once ? 1 : static_cast<std::size_t>(options.draws));
        for (std::size_t draw = 0; draw < made.errors[c][way].size(); ++draw)
          jobs.push_back({s, c, way, draw});
      }
  }
  return jobs;
}

}  // namespace

void AblationOptions::check() const {
  if (draws < 1)
    fail(ErrorKind::usage, "--ablation-draws = " + std::to_string(draws) + " must be at least 1");
}

DrawnErrors drawn_errors(const std::vector<SlotErrors>& draws, std::size_t slot) {
  std::vector<double> values;
  for (const SlotErrors& draw : draws) values.push_back(draw[slot]);
  return {models::quantile(values, 0.5), models::quantile(values, 0.05), models::quantile(values, 0.95)};
}

std::vector<int> silenced_counts(int units, std::vector<double> shares) {
  std::vector<int> counts;
  if (shares.empty()) shares.assign(kShares.begin(), kShares.end());
  if (shares.front() > 0) shares.insert(shares.begin(), 0);
  for (const double share : shares) {
    int count = static_cast<int>(std::lround(share * units));
    if (share > 0) count = std::max(1, count);
    count = std::min(count, units / 2);
    if (counts.empty() || count > counts.back()) counts.push_back(count);
  }
  return counts;
}

SlotErrors slot_errors(const AblationSubject& subject, const models::StateTrace& trace) {
  const models::IntColumn& ends = trace.require_integer(subject.ends);
  const std::vector<std::string> compounds = subject.view->task->role("compound");
  const models::IntColumn* const compound =
      compounds.empty() ? nullptr : &trace.require_integer(compounds.front());
  SlotErrors errors;
  for (const std::string& name : subject.judged) {
    const models::IntColumn& judged = verdicts_in(trace, name);
    const auto worst = static_cast<std::int32_t>(judged.labels.size()) - 1;
    const bool all = errors.empty() || compound == nullptr;
    double wrong = 0, count = 0;
    for (std::size_t i = 0; i < trace.points(); ++i) {
      if (ends.values[i] != 1 || (!all && compound->values[i] != 1)) continue;
      count += 1;
      wrong += judged.values[i] == worst ? 1 : 0;
    }
    errors.push_back(count > 0 ? wrong / count : std::nan(""));
  }
  return errors;
}

std::vector<AblatedNetwork> study_ablation(const std::vector<AblationSubject>& of,
                                           const AblationOptions& options, const Execution& execution) {
  options.check();
  std::vector<Subject> subjects;
  for (const AblationSubject& one : of) subjects.push_back(subject_of(one, options, execution));
  const std::vector<Job> jobs = jobs_of(subjects, options);
  execution.progress.begin("silencing units", jobs.size());
  execution.workers.for_each(jobs.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    const Job& job = jobs[i];
    Subject& subject = subjects[job.subject];
    AblatedNetwork& made = subject.made;
    const auto network = models::without_units(
        subject.network, silenced_units(made, job.way, made.counts[job.count], options.seed, job.draw));
    made.errors[job.count][job.way][job.draw] =
        slot_errors(subject.of, made.view->record(*network, subject.sequences, "", execution));
  });
  execution.progress.advance(jobs.size());
  std::vector<AblatedNetwork> networks;
  for (Subject& subject : subjects) networks.push_back(std::move(subject.made));
  return networks;
}

formats::Table table_of(const std::vector<AblatedNetwork>& networks) {
  formats::Table table;
  const std::string part = networks.empty() ? "part" : networks.front().part;
  table.header = {"network", "silenced", "units", "share", part, "median", "low_5", "high_95", "draws"};
  for (const AblatedNetwork& network : networks)
    for (std::size_t way = 0; way < kSilenced.size(); ++way)
      for (std::size_t c = 0; c < network.counts.size(); ++c)
        for (std::size_t slot = 0; slot < network.slots; ++slot) {
          const DrawnErrors drawn = drawn_errors(network.errors[c][way], slot);
          table.rows.push_back({network.view->id, kSilenced[way], std::to_string(network.counts[c]),
                                formats::format_number(network.share(c)), std::to_string(slot + 1),
                                formats::format_number(drawn.median), formats::format_number(drawn.low),
                                formats::format_number(drawn.high),
                                std::to_string(network.errors[c][way].size())});
        }
  return table;
}

}  // namespace rssviz::cli
