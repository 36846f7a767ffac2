#include "cli/pipeline/steps/sentence_notes.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/error.h"
#include "models/tasks/csl/csl_task.h"
#include "models/tasks/sentences/sentences_task.h"

namespace rssviz::cli {
namespace {

using models::Tokens;

bool begins(const Tokens& whole, Tokens::const_iterator first, Tokens::const_iterator last) {
  return whole.size() > static_cast<std::size_t>(last - first) && std::equal(first, last, whole.begin());
}

// BEGIN clause [and clause] END.
bool is_sentence(const models::CrossSituationalTask& grammar, const Tokens& tokens) {
  std::set<Tokens> clauses;
  for (const models::Clause& clause : grammar.clauses()) clauses.insert(clause.tokens);
  int count = 0;
  for (auto from = tokens.begin() + 1; from < tokens.end(); ++count) {
    const auto to = std::find_if(from, tokens.end(), [&](std::int32_t token) {
      return token == grammar.and_token() || token == grammar.end_token();
    });
    if (!clauses.contains(Tokens(from, to))) return false;
    from = to == tokens.end() ? to : to + 1;
  }
  return count == 1 || count == 2;
}

// How many sentences of a corpus go on from what is a sentence of none.
std::size_t going_on(const models::Corpus& corpus, const Tokens& tokens) {
  std::size_t count = 0;
  for (const Tokens& sentence : corpus.sequences) {
    if (sentence == tokens) return 0;
    if (begins(sentence, tokens.begin(), tokens.end() - 1)) ++count;
  }
  return count;
}

std::string fault_of(const models::Task& task, const Tokens& tokens) {
  if (const auto* const csl = dynamic_cast<const models::CslTask*>(&task))
    return is_sentence(csl->grammar(), tokens) ? "" : "is no sentence of the grammar";
  if (dynamic_cast<const models::SentencesTask*>(&task) == nullptr) return "";
  const std::size_t count = going_on(*task.corpus(), tokens);
  if (count == 0) return "";
  return "is none of the run's sentences, " + std::to_string(count) + " of which go" +
         (count == 1 ? "es" : "") + " on after it";
}

}  // namespace

void tell_unfinished_sentences(const std::vector<const NetworkView*>& networks, const Settings& settings,
                               Progress& progress) {
  if (settings.table().find("sentence") == nullptr || networks.empty()) return;
  const NetworkView& view = *networks.front();
  if (view.task == nullptr || view.task->every_step()) return;
  for (const std::string& text : settings.texts("sentence")) {
    if (text.empty()) continue;
    Tokens tokens;
    with_context("--sentence", [&] { tokens = view.task->parse(text); });
    const std::string fault = fault_of(*view.task, tokens);
    if (fault.empty()) continue;
    const std::string read = view.task->text(tokens);
    progress.warn("--sentence: '" + read + "' " + fault + "; it is read as a whole one, with END after '" +
                  read.substr(read.find_last_of(' ') + 1) + "'");
  }
}

}  // namespace rssviz::cli
