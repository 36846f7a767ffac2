// The words below a sheet of matches.
#include <algorithm>

#include "cli/compose/matching/sheet_legends.h"
#include "cli/compose/parts/word_forms.h"
#include "core/formats/csv.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

std::string rule_text(const MatchAnswer& answer) {
  return std::string(answer.rule.transform == models::Transform::tanh ? "the tanh of its state"
                                                                      : "its state") +
         " is at least " + formats::format_number(answer.rule.threshold);
}

std::string cells_text(const MatchAnswer& answer) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> names;
  for (const int cell : answer.cells) {
    if (names.size() == kMost) break;
    names.push_back(name_of_cell(cell, answer.rule, answer.width));
  }
  const std::size_t more = answer.cells.size() - names.size();
  return (answer.cells.size() == 1 ? "cell " : "cells ") + listed(names) +
         (more > 0 ? " and " + std::to_string(more) + " more" : "") + " of " + std::to_string(answer.width) +
         (answer.rule.with_negative ? " (positive and negative parts of units)" : "");
}

std::string candidates_text(const MatchAnswer& answer) {
  const auto n = static_cast<long long>(answer.matches.candidates);
  if (n == 0) return "No other run of steps has at least one of them on at every step. ";
  return "Candidates are all " + with_commas(n) +
         " runs of two steps or more with at least k of them on at every step, for any k" +
         (answer.matches.cut ? ", cut by --candidates" : "") +
         "; they are ranked by the selected cells that are on throughout, then by how few others are. ";
}

std::string rows_text(const SheetPart& part, std::size_t first, std::size_t last) {
  return "Rows: ranks " + std::to_string(first + 1) + " to " + std::to_string(last) + " of " +
         std::to_string(part.layer.answer->matches.top.size()) +
         " kept, aligned at their start; framed: the match; shade: how many of the cells are on" +
         (part.words ? " in the first track, of words: " + part.words->title : "") + ". ";
}

constexpr const char* kCause =
    "That cells are on together says neither that they cause anything nor that the words alone would not be "
    "found as well: rssviz match --batch holds a selection against that.";

std::string name_of_layer(const SheetPart& part) {
  return part.layer.corpus->name + ", " + part.layer.answer->set->name;
}

// One layer: all of it in sentences.
render::Caption of_one(const SheetPart& part, std::size_t first, std::size_t last, bool cut) {
  const MatchAnswer& answer = *part.layer.answer;
  render::Caption caption;
  caption.title = "Where the cells of a hypothesis are on again (" + name_of_layer(part) + ").";
  caption.text = "A cell is on where " + rule_text(answer) + ". Selected: " + cells_text(answer) +
                 ", drawn over " + part.layer.about + " (grey) with its context. " + candidates_text(answer);
  if (!answer.matches.top.empty()) caption.text += rows_text(part, first, last);
  if (part.layer.end - part.layer.begin > kMostShown)
    caption.text += "The top shows its first " + std::to_string(kMostShown) + " steps, context included. ";
  if (cut) caption.text += "Matches that go beyond the right edge are longer than shown: column steps. ";
  caption.text += kCause;
  return caption;
}

// Several: what they share, then a clause each.
render::Caption of_several(const std::vector<const SheetPart*>& parts, std::size_t last, bool cut) {
  render::Caption caption;
  caption.title =
      "The same hypothesis in " + std::to_string(parts.size()) + " layers, and where its cells are on again.";
  char letter = 'a';
  for (const SheetPart* part : parts) {
    const MatchAnswer& answer = *part->layer.answer;
    caption.text += std::string(1, letter++) + ": " + name_of_layer(*part) + ", " + part->layer.about +
                    " (grey): on where " + rule_text(answer) + "; " + cells_text(answer) + "; " +
                    with_commas(static_cast<long long>(answer.matches.candidates)) + " candidates" +
                    (answer.matches.cut ? ", cut by --candidates" : "") + ". ";
  }
  caption.text +=
      "Candidates are runs of two steps or more with at least k of a layer's cells on at every step, for any "
      "k, ranked by the selected cells that are on throughout, then by how few others are. Rows: the best " +
      std::to_string(last) +
      " at most of each, aligned at their start; framed: the match; shade: how many of that layer's cells "
      "are "
      "on" +
      (parts.front()->words ? " in the first track, of words: " + parts.front()->words->title
                            : std::string()) +
      ". Thresholds are those of each layer's own values: numbers of cells and matches of different layers "
      "aren't a scale. ";
  if (cut) caption.text += "Matches that go beyond the right edge are longer than shown: column steps. ";
  caption.text += kCause;
  return caption;
}

}  // namespace

render::Caption sheet_caption(const std::vector<const SheetPart*>& parts, std::size_t first, std::size_t last,
                              bool cut) {
  return parts.size() == 1 ? of_one(*parts.front(), first, last, cut) : of_several(parts, last, cut);
}

}  // namespace rssviz::cli
