// similarity: how alike networks are, in the geometry of their states and in their dynamics: matrices of
// networks by networks, in one order, with what chance gives on the colour bar.
#include <cmath>
#include <set>

#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/comparisons/similarity_panels.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/similarity_study.h"
#include "cli/subjects/compared_subjects.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

// The words of an option: given several times, or separated by commas.
std::vector<std::string> words_of(const Settings& settings, const char* name) {
  std::vector<std::string> words;
  for (const std::string& text : settings.texts(name)) {
    std::size_t from = 0;
    for (std::size_t comma; (comma = text.find(',', from)) != std::string::npos; from = comma + 1)
      words.push_back(text.substr(from, comma - from));
    words.push_back(text.substr(from));
  }
  return words;
}

// Those of --group; else of networks whose files say that they differ by their seed alone.
std::vector<std::string> groups_of(const FigureRequest& request, std::size_t count) {
  if (!request.settings.has("group")) {
    std::vector<std::string> groups = groups_by_seed(request.folders);
    if (!groups.empty())
      request.execution.progress.warn("networks whose runs differ by their seed alone are taken for a group");
    return groups;
  }
  std::vector<std::string> groups = words_of(request.settings, "group");
  if (groups.size() != count)
    fail(ErrorKind::usage, "--group names " + std::to_string(groups.size()) + " groups for " +
                               std::to_string(count) +
                               " networks: one a network, in order, separated by commas");
  if (std::set<std::string>(groups.begin(), groups.end()).size() == count)
    fail(ErrorKind::usage,
         "--group gives each network a group of its own: networks of one group differ by "
         "their seed alone, so that one holds two or more");
  return groups;
}

SharedCauses causes_of(const Settings& settings) {
  SharedCauses causes;
  if (!settings.has("without")) return causes;
  for (const std::string& one : words_of(settings, "without")) {
    if (one != "input" && one != "step")
      fail(ErrorKind::usage, "--without " + one + ": 'input', 'step' or both, separated by a comma");
    (one == "input" ? causes.input : causes.step) = true;
  }
  return causes;
}

std::string dynamics_sentence(const SimilarityStudy& study) {
  if (!study.dynamics)
    return "Dynamics are not compared: the files hold no sequences with three steps or more. ";
  return std::string("Dynamics: x' = A x") + (study.driven ? " + B u, u the input" : "") +
         " by ridge regression on " + std::to_string(study.rank) + " principal components" +
         (study.delays > 1 ? " with " + std::to_string(study.delays) + " delays" : "") +
         " (chosen on held-out sequences; it leaves " + percent(study.unexplained) +
         " of the next state unexplained); distance: mean distance of the eigenvalues of A under their best "
         "pairing, which is blind to how far A is from normal; chance: maps fitted to random halves of the "
         "sequences of one network. ";
}

std::string range_text(const ValueRange& range) {
  return decimals(range.low, 2) + " to " + decimals(range.high, 2);
}

std::string groups_sentence(const SimilarityStudy& study, const std::vector<std::string>& groups,
                            const FigureRequest& request) {
  if (groups.empty())
    return "No band of other seeds is shown: no --group says which networks differ by their seed alone. ";
  std::string text =
      std::string("Seeds (black): the range of values between networks of one group") +
      (request.settings.has("group") ? " (--group)" : " (their runs differ by the seed alone)");
  for (const Similarity measure : kSimilarities)
    if (measure != Similarity::dynamics || study.dynamics)
      text += (measure == Similarity::cka ? ": " : ", ") + name_of(measure) + ' ' +
              range_text(seeds_of(study, measure, groups));
  return text + ". ";
}

std::string causes_sentence(const SharedCauses& causes) {
  if (!causes.any())
    return "Inputs that all networks share make states alike without any computation in common: compare with "
           "untrained networks, or see --without input,step. ";
  return std::string("In CKA and Procrustes ") +
         (causes.input && causes.step ? "the input and the mean of each step are"
          : causes.input              ? "the input is"
                                      : "the mean of each step is") +
         " regressed out of the states first. ";
}

render::Caption caption_of(const SimilarityStudy& study, const std::vector<ComparedSubject>& subjects,
                           const std::vector<std::string>& groups, const SimilarityOptions& options,
                           const FigureRequest& request) {
  const std::set<std::int32_t> sequences(subjects.front().sequence.begin(), subjects.front().sequence.end());
  render::Caption caption;
  caption.title = "How alike " + std::to_string(subjects.size()) + " networks are";
  caption.text =
      with_commas(subjects.front().states.rows()) + " states of each" +
      (sequences.empty() ? std::string(", each taken for an independent sample (no sequences are named)")
                         : " in " + std::to_string(sequences.size()) + " sequences") +
      ". CKA: linear, of the states (1: equal up to rotation and scale) with an unbiased estimate over "
      "points "
      "of different sequences; independent states give 0 on average. Procrustes: distance after the best "
      "rotation (0: equal up to rotation and scale). Chance (grey): from the least to the largest end of the "
      "pairs' middle 95 % with sequences shuffled (" +
      std::to_string(options.permutations) + " times, over the leading components of 99.9 % of variance). " +
      (options.unit_scaled ? "Units are scaled to standard deviation 1. "
                           : "Units are taken as they are: strong ones count most. ") +
      causes_sentence(options.without) + dynamics_sentence(study) + groups_sentence(study, groups, request) +
      "Order: average linkage by CKA.";
  return caption;
}

formats::Table table_of(const SimilarityStudy& study, const std::vector<ComparedSubject>& subjects) {
  formats::Table table;
  table.header = {"a", "b", "measure", "value", "null_low", "null_high"};
  for (const PairSimilarity& pair : study.pairs)
    table.rows.push_back({subjects[pair.a].name, subjects[pair.b].name, name_of(pair.measure),
                          formats::format_number(pair.value), formats::format_number(pair.null_low),
                          formats::format_number(pair.null_high)});
  return table;
}

// Of each network the mean over those of its own group and over all others, so that claims are put to tests:
// and of each measure how far both are apart, with the interval of networks drawn again and the share of
// groups dealt at random that are as far (both sides).
std::vector<Finding> findings_of(const SimilarityStudy& study, const std::vector<ComparedSubject>& subjects,
                                 const std::vector<std::string>& groups, const SimilarityOptions& options) {
  std::vector<Finding> findings;
  if (groups.empty()) return findings;
  for (const Similarity measure : kSimilarities) {
    if (measure == Similarity::dynamics && !study.dynamics) continue;
    const GroupContrast contrast = group_contrast(study, measure, groups, options);
    for (std::size_t n = 0; n < subjects.size(); ++n) {
      if (std::isnan(contrast.within[n]) || std::isnan(contrast.between[n])) continue;
      findings.push_back({name_of(measure) + " within its group, " + subjects[n].name, contrast.within[n]});
      findings.push_back({name_of(measure) + " with other groups, " + subjects[n].name, contrast.between[n]});
    }
    findings.push_back({name_of(measure) + ", within less between groups", contrast.difference,
                        contrast.interval.low, contrast.interval.high});
    findings.push_back({name_of(measure) + ", p of groups dealt at random", contrast.p});
  }
  return findings;
}

}  // namespace

static Drawn make_similarity(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<ComparedSubject> subjects = compared_subjects(request.folders);
  SimilarityOptions options;
  options.permutations = static_cast<int>(request.settings.integer("permutations"));
  options.unit_scaled = request.settings.flag("unit-scaled");
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  check_range("permutations", options.permutations,
              options.permutations >= 19 && options.permutations <= 9999, "19 to 9999");
  const std::vector<std::string> groups = groups_of(request, subjects.size());
  options.without = causes_of(request.settings);
  const SimilarityStudy study = study_similarity(subjects, options, request.execution);
  render::Figure figure = figure_with(look);
  const std::string palette = scale_palette(request.settings, "viridis");
  std::vector<render::Panel> scales;
  for (const Similarity measure : kSimilarities) {
    if (measure == Similarity::dynamics && !study.dynamics) continue;
    render::Panel panel = similarity_matrix(study, measure, subjects, palette);
    render::Panel scale = similarity_scale(study, measure, groups, palette);
    panel.column = scale.column = static_cast<int>(figure.panels.size());
    panel.y.show_ticks = scale.y.show_ticks = panel.column == 0;
    scale.row = 1;
    scales.push_back(std::move(scale));
    figure.panels.push_back(std::move(panel));
  }
  letter_panels(figure, look);
  for (render::Panel& scale : scales) figure.panels.push_back(std::move(scale));
  figure.row_aspects = {1, groups.empty() ? 0.15 : 0.24};
  figure.caption = caption_of(study, subjects, groups, options, request);
  Drawn drawn(std::move(figure), table_of(study, subjects));
  drawn.findings = findings_of(study, subjects, groups, options);
  return drawn;
}

FigureKind similarity_kind() {
  return {
      .name = "similarity",
      .summary = "how alike networks are in geometry and dynamics, against chance and other seeds",
      .of = Networks::state_sets,
      .reads = 0,
      .needs = {},
      .of_task = {},
      .options = {palette_of_scales(),
                  {"group",
                   OptionType::texts,
                   "",
                   "one name a network: those of one name differ by their seed alone",
                   true,
                   {}},
                  {"without",
                   OptionType::texts,
                   "",
                   "what all networks share is regressed out first: input, step",
                   true,
                   {}},
                  {"unit-scaled", OptionType::flag, "", "every unit to standard deviation 1 first", true, {}},
                  {"permutations",
                   OptionType::integer,
                   "99",
                   "shuffles of the sequences behind what chance gives",
                   true,
                   {}},
                  {"seed", OptionType::integer, "1", "of the shuffles", true, {}},
                  latex_option()},
      .make = make_similarity};
}

}  // namespace rssviz::cli
