#include "cli/compose/films/reading_words.h"

#include <algorithm>
#include <set>
#include <vector>

#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/roles.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostClasses = 12;  // named of a map's colours

std::string in_a_row(const std::vector<std::string>& texts) {
  std::string row;
  for (const std::string& text : texts) row += (row.empty() ? "" : ", ") + text;
  return row;
}

bool is_shown(const Reading& reading, const OutputGroup& group) { return group.slot < reading.slots; }

// "cup .98"; "none (cup .31)" where that is too little for a claim.
std::string answer_to(const OutputGroup& group, const Reader& reader, std::size_t word) {
  const std::vector<double> shares =
      group_probabilities(reader.trace.outputs, static_cast<Eigen::Index>(word), group.outputs);
  const auto largest =
      static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
  const std::string named = group.labels[largest] + " " + decimals(shares[largest], 2);
  return shares[largest] < group.threshold ? "none (" + named + ")" : named;
}

std::string answers_at(const Reading& reading, const Reader& reader, std::size_t word) {
  const models::Task& task = *reader.view->task;
  std::vector<std::string> answers;
  for (const OutputGroup& group : task.groups())
    if (is_shown(reading, group))
      answers.push_back((task.groups().size() > 1 ? title_of(group, grid_of(task)) + " " : "") +
                        answer_to(group, reader, word));
  return in_a_row(answers);
}

// "object 1 cup, ...": what the whole sentence says; "" where the task doesn't know.
std::string stated_by(const Reading& reading) {
  const Reader& reader = reading.readers.front();
  const models::Task& task = *reader.view->task;
  std::vector<std::string> said;
  for (const OutputGroup& group : task.groups()) {
    const models::IntColumn* const stated =
        group.stated.empty() ? nullptr : reader.trace.integer(group.stated);
    if (!is_shown(reading, group) || stated == nullptr) continue;
    const std::int32_t answer = stated->values.back();
    said.push_back(title_of(group, grid_of(task)) + " " +
                   (answer < 0 ? "none" : group.labels[static_cast<std::size_t>(answer)]));
  }
  return in_a_row(said);
}

std::string answers_of(const Reading& reading, const Reader& reader) {
  const models::Wording wording = reader.view->task->wording();
  const std::string name = "the " + reader.view->name;
  const std::size_t words = reading.words.size();
  if (!reader.view->trained_at_every_word)
    return "After " + wording.last + " " + name + " answers: " + answers_at(reading, reader, words - 1) +
           "; of its outputs before, which move too, none was taught. ";
  std::string text = "What " + name + " answers: ", before;
  for (std::size_t word = 0; word < words; ++word) {
    const std::string answers = answers_at(reading, reader, word);
    if (answers == before) continue;
    text += (before.empty() ? "after " : "; after ") + reading.words[word].text + ": " + answers;
    before = answers;
  }
  return text + ". ";
}

std::string map_of(const Reading& reading, const Reader& reader) {
  const NetworkView& view = *reader.view;
  const std::string column = role_column(view, "outer");
  const std::vector<std::string>& labels = view.trace.require_integer(column).labels;
  const std::string step = view.task->wording().step;
  return "a map of the " + view.states_name + " of the " + view.name + ": " +
         with_commas(view.trace.n_distinct) + " dots, the states along " + view.sample +
         ", near one another where states are alike; colour: " + said_of_column(*view.task, column) +
         (labels.size() <= kMostClasses && !labels.empty() ? " (" + in_a_row(labels) + ")" : "") +
         (reading.readers.size() == 1 ? "; a dot goes over it from " + step + " to " + step : "");
}

// "4 answers .25": what no knowledge would give.
std::string by_chance(const Reading& reading) {
  std::set<std::size_t> sizes;
  const models::Task& task = *reading.readers.front().view->task;
  for (const OutputGroup& group : task.groups())
    if (is_shown(reading, group)) sizes.insert(group.labels.size());
  std::string text;
  for (const std::size_t size : sizes)
    text += (text.empty() ? "" : ", ") + std::string("of ") + std::to_string(size) + " answers " +
            decimals(1 / static_cast<double>(std::max<std::size_t>(1, size)), 2);
  return "A network that knows nothing gives each " + text +
         (has_thresholds(task) ? "; an answer counts from 1.3 times that on (dashed line). " : ". ");
}

}  // namespace

std::string reading_in_words(const Reading& reading) {
  const models::Wording wording = reading.readers.front().view->task->wording();
  const bool one = reading.readers.size() == 1;
  std::string words;
  for (const ReadingWord& word : reading.words) words += (words.empty() ? "" : " ") + word.text;
  std::string text = "At the top the " + wording.sequence + " in one line, " + words +
                     ", with a cursor that goes from " + wording.step + " to " + wording.step + ". ";
  if (one) {
    text += "On the left " + map_of(reading, reading.readers.front()) +
            ". On the right bars of what the outputs answer; under each word a column of " +
            std::to_string(reading.readers.front().units.size()) + " units at its state. ";
  } else {
    text += "Below it on the left " + map_of(reading, reading.readers[0]) + "; on the right " +
            map_of(reading, reading.readers[1]) + "; a dot goes over either from " + wording.step + " to " +
            wording.step +
            ". Under each map bars of what the outputs answer; over each word a column of units of either at "
            "its state. ";
  }
  for (const Reader& reader : reading.readers) text += answers_of(reading, reader);
  const std::string stated = stated_by(reading);
  if (!stated.empty()) text += "The " + wording.sequence + " says: " + stated + ". ";
  return text + by_chance(reading) + "Not shown: how often it answers so; one " + wording.sequence +
         " need not be typical.";
}

}  // namespace rssviz::cli
