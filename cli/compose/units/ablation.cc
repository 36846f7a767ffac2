// R22: are the units that matter those that encode the sentence's structure? The units of the largest
// importance, and those that tell most about the place in the sentence, are silenced; random units and random
// units with the same wiring are silenced beside them. Errors by clause; all networks on equal axes.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/task_views.h"
#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/analysis/geometry/nesting.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/units/ablation.h"
#include "models/recording/record.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr std::array kShares{0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5};
// What is silenced: two rankings, then draws.
constexpr std::array<const char*, 5> kWays{"most important", "most structural", "random units",
                                           "wiring of the important", "wiring of the structural"};
constexpr std::size_t kRankings = 2;

struct ClauseErrors {
  std::array<double, 2> not_valid{};
};

struct Subject {
  const NetworkView* view{nullptr};
  std::shared_ptr<const models::Network> network{};
  std::vector<models::Tokens> sentences{};
  std::array<std::vector<double>, kRankings> scores{};  // by unit
  std::vector<double> drive{};
  std::vector<int> counts{};  // units silenced, one a share that differs
  // counts x ways x draws (one where there is nothing to draw)
  std::vector<std::array<std::vector<ClauseErrors>, kWays.size()>> errors{};

  int units() const { return static_cast<int>(drive.size()); }
};

models::StateTrace record(const Subject& subject, const models::Network& network, const std::string& what,
                          const Execution& execution) {
  models::StateTrace trace =
      models::record_states(network, subject.sentences, subject.view->corpus->vocabulary,
                            subject.view->corpus->output_names, {what}, execution);
  subject.view->task.annotate(trace);
  return trace;
}

// Not valid by clause after the last word; the second clause's over sentences that have one.
ClauseErrors errors_of(const models::StateTrace& trace) {
  const std::array columns{&trace.require_integer("sentence_error_1"),
                           &trace.require_integer("sentence_error_2")};
  const models::IntColumn& final = trace.require_integer("is_final");
  const models::IntColumn& two = trace.require_integer("two_objects");
  ClauseErrors errors;
  for (std::size_t clause = 0; clause < 2; ++clause) {
    double wrong = 0, count = 0;
    for (std::size_t i = 0; i < trace.points(); ++i) {
      if (final.values[i] != 1 || (clause == 1 && two.values[i] != 1)) continue;
      count += 1;
      wrong += columns[clause]->values[i] == 2 ? 1 : 0;
    }
    errors.not_valid[clause] = count > 0 ? wrong / count : std::nan("");
  }
  return errors;
}

Subject subject_of(const NetworkView& view, const Settings& settings, const Execution& execution) {
  Subject subject;
  subject.view = &view;
  subject.network = view.network_at(-1);
  subject.sentences = sampled_sequences(*view.corpus, models::Split::test, settings.integer("sample"),
                                        static_cast<std::uint64_t>(settings.integer("seed")));
  subject.drive = models::input_drive(*subject.network);
  const std::vector<std::string> names = subject.network->trace_names();
  const bool hidden = std::find(names.begin(), names.end(), "hidden") != names.end();
  const models::StateTrace trace =
      record(subject, *subject.network, hidden ? "hidden" : names.front(), execution);
  subject.scores = {models::unit_importance(models::readout_weights(*subject.network), trace.states),
                    models::explained_by(trace.states, trace.require_integer("clause").values)};
  for (const double share : kShares) {
    int count = static_cast<int>(std::lround(share * subject.units()));
    if (share > 0) count = std::max(1, count);
    count = std::min(count, subject.units() / 2);
    if (subject.counts.empty() || count > subject.counts.back()) subject.counts.push_back(count);
  }
  subject.errors.resize(subject.counts.size());
  return subject;
}

std::vector<int> silenced(const Subject& subject, std::size_t way, int count, std::uint64_t seed,
                          std::size_t draw) {
  if (way < kRankings) return models::top_units(subject.scores[way], count);
  const Rng rng(seed, kWays[way], 1000 * draw + static_cast<std::uint64_t>(count));
  if (way == kRankings) return models::random_units(subject.units(), count, rng);
  return models::matched_units(subject.drive, models::top_units(subject.scores[way - kRankings - 1], count),
                               rng);
}

struct Job {
  std::size_t subject{0}, count{0}, way{0}, draw{0};
};

void measure(std::vector<Subject>& subjects, int draws, std::uint64_t seed, const Execution& execution) {
  std::vector<Job> jobs;
  for (std::size_t s = 0; s < subjects.size(); ++s)
    for (std::size_t c = 0; c < subjects[s].counts.size(); ++c)
      for (std::size_t way = 0; way < kWays.size(); ++way) {
        const bool once = way < kRankings || subjects[s].counts[c] == 0;
        subjects[s].errors[c][way].resize(once ? 1 : static_cast<std::size_t>(draws));
        for (std::size_t draw = 0; draw < subjects[s].errors[c][way].size(); ++draw)
          jobs.push_back({s, c, way, draw});
      }
  execution.progress.begin("silencing units", jobs.size());
  execution.workers.for_each(jobs.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    const Job& job = jobs[i];
    Subject& subject = subjects[job.subject];
    const auto network = models::without_units(
        subject.network, silenced(subject, job.way, subject.counts[job.count], seed, job.draw));
    subject.errors[job.count][job.way][job.draw] = errors_of(record(subject, *network, "", execution));
  });
  execution.progress.advance(jobs.size());
}

struct Summary {
  double median{0}, low{0}, high{0};
};

Summary summary_of(const std::vector<ClauseErrors>& draws, std::size_t clause) {
  std::vector<double> values;
  for (const ClauseErrors& draw : draws) values.push_back(draw.not_valid[clause]);
  return {models::quantile(values, 0.5), models::quantile(values, 0.05), models::quantile(values, 0.95)};
}

constexpr std::array<render::Color, 3> kInks{
    {{213, 94, 0, 1.0}, {0, 114, 178, 1.0}, {110, 110, 110, 1.0}}};  // ranked, matched, random
constexpr std::array kDashes{render::Dash::solid, render::Dash::dashed, render::Dash::dotted};

// One ranking against units of its wiring and random ones.
render::Panel panel_of(const Subject& subject, std::size_t ranking, std::size_t clause,
                       const render::Style& style) {
  render::Panel panel;
  const std::array<std::size_t, 3> ways{ranking, kRankings + 1 + ranking, kRankings};
  std::vector<render::Mark> lines;
  for (std::size_t k = ways.size(); k-- > 0;) {
    render::Band band;
    render::Line line;
    line.color = kInks[k];
    line.dash = kDashes[k];
    line.width_pt = k == 0 ? 1.4 : 1.0;
    for (std::size_t c = 0; c < subject.counts.size(); ++c) {
      if (subject.counts[c] == 0) continue;  // no place on a logarithmic axis: the rule below
      const Summary summary = summary_of(subject.errors[c][ways[k]], clause);
      const double x = static_cast<double>(subject.counts[c]) / subject.units();
      line.at.push_back({x, summary.median});
      band.x.push_back(x);
      band.low.push_back(summary.low);
      band.high.push_back(summary.high);
    }
    band.color = render::with_alpha(kInks[k], k == 2 ? 0.28 : 0.2);
    if (k > 0) panel.marks.emplace_back(std::move(band));
    lines.emplace_back(std::move(line));
  }
  for (render::Mark& line : lines) panel.marks.push_back(std::move(line));
  panel.marks.emplace_back(render::Rule{true, summary_of(subject.errors[0][0], clause).median, style.ink, 0.5,
                                        render::Dash::dotted, ""});
  panel.x.logarithmic = true;
  panel.x.low = 0.0009;
  panel.x.high = 0.55;
  panel.x.ticks = {{0.001, ".1"}, {0.01, "1"}, {0.1, "10"}, {0.5, "50"}};
  panel.y.low = -0.02;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  return panel;
}

formats::Table table_of(const std::vector<Subject>& subjects) {
  formats::Table table;
  table.header = {"network", "silenced", "units", "share", "clause", "median", "low_5", "high_95", "draws"};
  for (const Subject& subject : subjects)
    for (std::size_t k = 0; k < kWays.size(); ++k)
      for (std::size_t c = 0; c < subject.counts.size(); ++c)
        for (std::size_t clause = 0; clause < 2; ++clause) {
          const Summary summary = summary_of(subject.errors[c][k], clause);
          table.rows.push_back(
              {subject.view->id, kWays[k], std::to_string(subject.counts[c]),
               formats::format_number(static_cast<double>(subject.counts[c]) / subject.units()),
               std::to_string(clause + 1), formats::format_number(summary.median),
               formats::format_number(summary.low), formats::format_number(summary.high),
               std::to_string(subject.errors[c][k].size())});
        }
  return table;
}

// The errors where a tenth of the units are silenced, and how alike the two rankings are.
std::string numbers_of(const Subject& subject) {
  std::size_t tenth = 0;
  for (std::size_t c = 0; c < subject.counts.size(); ++c)
    if (10 * subject.counts[c] <= subject.units()) tenth = c;
  const auto pair = [&](std::size_t way) {
    const auto& draws = subject.errors[tenth][way];
    return decimals(summary_of(draws, 0).median, 2) + " and " + decimals(summary_of(draws, 1).median, 2);
  };
  return subject.view->name + ", " + std::to_string(subject.counts[tenth]) + " of " +
         with_commas(subject.units()) + " units silenced: errors of the two clauses " + pair(0) +
         " (most important), " + pair(3) + " (others of their wiring), " + pair(1) + " (most structural), " +
         pair(4) + " (others of their wiring), " + pair(2) +
         " (random); rank correlation of the two rankings " +
         decimals(models::spearman(subject.scores[0], subject.scores[1]), 2) + ".";
}

}  // namespace

Drawn make_ablation(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const int draws = static_cast<int>(settings.integer("ablation-draws"));
  if (draws < 1) fail(ErrorKind::usage, "--ablation-draws must be at least 1");
  const Look look = look_of(settings, true);
  std::vector<Subject> subjects;
  for (const NetworkView* const view : request.networks) {
    if (view->network_at(-1)->outputs() == 0)
      fail(ErrorKind::data, "ablation: " + view->id + " has no readout, so that it makes no errors");
    subjects.push_back(subject_of(*view, settings, request.execution));
  }
  measure(subjects, draws, static_cast<std::uint64_t>(settings.integer("seed")), request.execution);
  render::Figure figure = figure_with(look);
  for (int clause = 0; clause < 2; ++clause)
    for (std::size_t s = 0; s < subjects.size(); ++s)
      for (std::size_t ranking = 0; ranking < kRankings; ++ranking) {
        render::Panel panel = panel_of(subjects[s], ranking, static_cast<std::size_t>(clause), look.style);
        panel.row = clause;
        panel.column = static_cast<int>(kRankings * s + ranking);
        if (clause == 0) panel.title = kWays[ranking];
        if (clause == 1) panel.x.label = "units silenced (%)";
        if (panel.column == 0) panel.y.label = clause == 0 ? "error, clause 1" : "error, clause 2";
        figure.panels.push_back(std::move(panel));
      }
  for (std::size_t s = 0; s < subjects.size(); ++s)
    figure.headings.push_back({false, static_cast<int>(kRankings * s), static_cast<int>(kRankings * s + 1),
                               subjects[s].view->name + ", " + with_commas(subjects[s].units()) + " units",
                               true});
  figure.row_aspects = {0.9, 0.9};
  render::Legend legend;
  const std::array<const char*, 3> names{"ranked units", "others of their wiring", "random units"};
  for (std::size_t k = 0; k < names.size(); ++k)
    legend.entries.push_back({names[k], kInks[k], render::SwatchKind::line, {}, kDashes[k]});
  legend.entries.push_back(
      {"none silenced", look.style.ink, render::SwatchKind::line, {}, render::Dash::dotted});
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "What silencing units does to either clause";
  std::string numbers;
  for (const Subject& subject : subjects) numbers += " " + numbers_of(subject);
  figure.caption.text =
      "Share of sentences whose object is not valid, by clause (rows), against the share of units "
      "(logarithmic) held at 0 "
      "in "
      "the recurrence and for the readout; the readout is not trained again. Most important: the largest "
      "mean "
      "of abs(weight) x sd(activity) over outputs. Most structural: the largest share of activity explained "
      "by "
      "the part of the sentence (first clause, and, second clause, last word). Lines with bands: median and "
      "5 "
      "to 95 % of " +
      std::to_string(draws) +
      " draws of random units, and of units outside the ranked ones that the words drive as strongly "
      "(nearest "
      "mean absolute activity after one word from rest). Emphasis on units that encode structure would show "
      "as "
      "the right-hand line of each network well above both bands." +
      numbers + " " + with_commas(static_cast<long long>(subjects.front().sentences.size())) +
      " test sentences (clause 2: those with two objects). One network each; units held at 0 also shift the "
      "means that other units see.";
  return {std::move(figure), table_of(subjects)};
}

}  // namespace rssviz::cli
