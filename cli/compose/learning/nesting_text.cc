#include "cli/compose/learning/nesting_text.h"

#include <array>
#include <cctype>

#include "cli/compose/parts/output_groups.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

// "object 1" of a column that a group of outputs is about, else the column's title.
std::string name_of(const NetworkView& view, const std::string& column) {
  for (const OutputGroup& group : view.task->groups())
    if (group.heard == column) return title_of(group, grid_of(*view.task));
  return view.task->title_of(column);
}

// "second_clause_object_1": a column of the table.
std::string key_of(const std::string& name) {
  std::string key;
  for (const char c : name) key += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return key;
}

std::vector<std::string> row_of(const NestingMeasured& one, const std::string& variant) {
  std::vector<std::string> row{one.network, variant, std::to_string(one.seed), std::to_string(one.stage)};
  const NestingNumbers& n = one.numbers;
  for (const double value :
       {n.levels[0], n.levels[1], n.levels[2], 1 - n.levels[0] - n.levels[1] - n.levels[2], n.second[0],
        n.second[1], n.cosine, n.probe.within, n.probe.across})
    row.push_back(formats::format_number(value));
  for (const NestingVariant* const changed : {&one.unit_scaled, &one.without_heaviest}) {
    const bool there = !changed->second.empty();  // of permuted labels they aren't measured
    for (std::size_t k = 0; k < 2; ++k)
      row.push_back(there ? formats::format_number(changed->second[k]) : "");
    row.push_back(there ? formats::format_number(changed->cosine) : "");
  }
  return row;
}

std::string text_of(const NestingStudy& study) {
  const NestingNames names = names_of(study);
  const auto say = [&](const NestingNumbers& n) {
    return names.outer + " " + decimals(n.second[0], 2) + ", " + names.inner + " given " + names.outer + " " +
           decimals(n.second[1], 2) + ", repeat cosine " + decimals(n.cosine, 2) +
           ", probe in other groups " + decimals(n.probe.across, 2);
  };
  const NestingMeasured& last = study.stages.back();
  std::string text = " " + study.view->name + ": " + say(last.numbers) + "; " + names.outer + " scaled " +
                     decimals(last.unit_scaled.second[0], 2) + ", without its heaviest unit " +
                     decimals(last.without_heaviest.second[0], 2);
  if (study.learns()) text += "; untrained: " + say(study.stages.front().numbers);
  const models::Interval cosine = null_of(study, [](const NestingNumbers& n) { return n.cosine; });
  return text + "; permuted labels: repeat cosine " + decimals(cosine.low, 2) + " to " +
         decimals(cosine.high, 2) + ".";
}

}  // namespace

models::Interval null_of(const NestingStudy& study, const NestingValue& value) {
  std::vector<double> values;
  for (const NestingNumbers& numbers : study.null) values.push_back(value(numbers));
  return models::middle_of(values, 0.95);
}

double null_mean(const NestingStudy& study, const NestingValue& value) {
  double sum = 0;
  for (const NestingNumbers& numbers : study.null) sum += value(numbers);
  return sum / static_cast<double>(study.null.size());
}

NestingNames names_of(const NestingStudy& study) {
  const NestingColumns& columns = study.columns;
  NestingNames names{
      columns.part,           name_of(*study.view, columns.outer), name_of(*study.view, columns.inner), "",
      study.labels.both_part, study.view->task->wording()};
  names.given = names.inner + " given " + names.outer;
  const std::size_t last = names.outer.rfind(' ');
  if (last != std::string::npos && names.inner.compare(0, last + 1, names.outer, 0, last + 1) == 0)
    names.given = names.inner + " given " + names.outer.substr(last + 1);
  return names;
}

formats::Table table_of(const std::vector<NestingStudy>& studies) {
  formats::Table table;
  const NestingNames names = names_of(studies.front());
  const std::string where = names.where.empty() ? "" : names.where + " ";
  table.header = {"network",
                  "variant",
                  "seed",
                  "stage",
                  names.part.empty() ? "part" : key_of(names.part),
                  key_of(names.outer),
                  key_of(names.given),
                  "rest",
                  key_of(where + names.outer),
                  key_of(where + names.given),
                  "repeat_cosine",
                  "probe_same_group",
                  "probe_other_groups"};
  for (const std::string& variant : {std::string("unit_scaled_"), std::string("without_heaviest_")}) {
    table.header.push_back(variant + key_of(names.outer));
    table.header.push_back(variant + key_of(names.given));
    table.header.push_back(variant + "repeat_cosine");
  }
  for (const NestingStudy& study : studies) {
    for (const NestingMeasured& stage : study.stages) table.rows.push_back(row_of(stage, stage.variant));
    for (const NestingMeasured& other : study.others) table.rows.push_back(row_of(other, "another seed"));
    table.rows.push_back(row_of(study.words, names.alone()));
    for (const NestingNumbers& null : study.null) {
      NestingMeasured one{study.view->id, "", "", study.view->seed, study.view->stages - 1, null};
      table.rows.push_back(row_of(one, "permuted"));
    }
  }
  return table;
}

// Of its k-th panel after the distances.
static std::string letter_of(const NestingStudy& study, std::size_t k) {
  return "(" + std::string(1, static_cast<char>('a' + study.distances.size() + k)) + ")";
}

static std::string distances_text(const NestingStudy& first, const NestingNames& names) {
  const std::string given = "states " +
                            (names.where.empty() ? std::string() : "of the " + names.where + " ") +
                            "that have a class of both (" + std::to_string(first.labels.both.size()) + ")";
  return "In state space, not on a map. (a) to (" +
         std::string(1, static_cast<char>('a' + first.distances.size() - 1)) +
         ") Distances between the means of the " + given + ", one mean a class of " + names.outer +
         " and of " + names.inner +
         ", every unit divided by its standard deviation, in the order of their tree (average linkage); "
         "below: "
         "class of " +
         names.outer + ", then of " + names.inner + "; network: " + first.view->name + ". " +
         letter_of(first, 0) + " to " + letter_of(first, 2) + " Share of variance of these states by " +
         names.outer +
         ": as they are, every unit divided by its standard deviation, and without the unit of the largest "
         "variance (" +
         percent(first.stages.back().heaviest) + " of the variance of the " + first.view->name + "). ";
}

static std::string measures_text(const NestingStudy& first, const NestingNames& names,
                                 const std::string& alone) {
  return letter_of(first, 3) + " Variance of the distinct states by level: " +
         (names.part.empty() ? std::string() : "part of the " + names.words.sequence + ", inside it ") +
         names.outer + ", inside that " + names.inner + ". " + letter_of(first, 4) +
         " Mean cosine between the patterns of " + names.inner +
         " (means of its classes less the group's mean) in different groups of " + names.outer + ". " +
         letter_of(first, 5) + " Share of classes of " + names.inner +
         " found by a linear probe trained in one group and used in the others. " + alone +
         ": a leaky trace of the " + names.words.steps +
         ", without network or training. Permuted: classes permuted among " + names.words.sequences +
         ", those of " + names.inner + " among those with the same " + names.outer + " (95 % of " +
         std::to_string(first.null.size()) + " draws; not measured for changed units).";
}

render::Caption caption_of(const std::vector<NestingStudy>& studies, int seeds) {
  render::Caption caption;
  std::string numbers;
  for (const NestingStudy& study : studies) numbers += text_of(study);
  const NestingStudy& first = studies.front();
  const NestingNames names = names_of(first);
  const std::string alone =
      static_cast<char>(std::toupper(static_cast<unsigned char>(names.words.steps.front()))) +
      names.alone().substr(1);
  caption.title = "Are the states nested, and does the same pattern repeat inside each group?";
  caption.text =
      distances_text(first, names) + measures_text(first, names, alone) + numbers + " " + alone + ": " +
      decimals(first.words.numbers.second[0], 2) + " by " + names.outer + " (scaled " +
      decimals(first.words.unit_scaled.second[0], 2) + "), repeat cosine " +
      decimals(first.words.numbers.cosine, 2) + ". A pattern that the " + names.words.steps +
      " alone repeat is the input's. " +
      (seeds > 1 ? "Thin lines at the right: " + std::to_string(seeds - 1) + " further seeds, trained. "
                 : "One seed a network. ") +
      "Sample: " + first.view->sample + ".";
  return caption;
}

}  // namespace rssviz::cli
