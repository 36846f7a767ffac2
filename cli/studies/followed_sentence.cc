#include "cli/studies/followed_sentence.h"

#include <algorithm>

#include "cli/studies/judged_ends.h"
#include "core/error.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

// Long enough to tell something; the line of a very long one hides the map.
bool easily_followed(const models::Tokens& tokens) { return tokens.size() >= 12 && tokens.size() <= 18; }

// Stage -> sentence -> class, after END.
std::vector<std::vector<std::int32_t>> judge_all(const NetworkView& view,
                                                 const std::vector<models::Tokens>& sentences,
                                                 const Execution& execution) {
  std::vector<std::vector<std::int32_t>> judged(static_cast<std::size_t>(view.stages));
  for (int stage = 0; stage < view.stages; ++stage) {
    execution.progress.check_stop();
    const models::StateTrace trace = view.record(*view.network_at(stage), sentences, "", execution);
    if (trace.outputs.cols() == 0) return {};
    const std::vector<std::int32_t> worst =
        worst_judgement(*view.task, view.task->judge(trace, trace.outputs));
    if (worst.empty()) return {};
    const models::IntColumn& final = trace.require_integer(view.task->role("ends").front());
    for (std::size_t i = 0; i < trace.points(); ++i)
      if (final.values[i] == 1) judged[static_cast<std::size_t>(stage)].push_back(worst[i]);
  }
  return judged;
}

// The one that tells most; how many there are where none does.
std::size_t most_telling(const std::vector<models::Tokens>& sentences,
                         const std::vector<std::vector<std::int32_t>>& judged, std::int32_t worst) {
  std::size_t best = sentences.size();
  std::pair<bool, int> most{false, -1};  // easily followed, stages during which it is wrong
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (judged.front()[i] != worst || judged.back()[i] != 0) continue;
    int wrong = 0;
    for (const std::vector<std::int32_t>& stage : judged) wrong += stage[i] == worst;
    const std::pair<bool, int> value{easily_followed(sentences[i]), wrong};
    if (value <= most) continue;
    most = value;
    best = i;
  }
  return best;
}

// How a sentence gets among those that are recorded at all stages.
std::string way_to_all_stages(const NetworkView& view) {
  return "sentences recorded at all stages; with it, and with all others that the film shall show, a "
         "sentence "
         "a line: rssviz record " +
         view.id + " --stage all --sequences FILE.txt, then rssviz embed " + view.id +
         "/stage_states.npz --align";
}

// The points and words of one of the sentences of the aligned maps, counted as they stand.
FollowedSentence along(const models::StateTrace& trace, std::size_t sentence) {
  FollowedSentence followed;
  for (std::size_t i = 0, place = 0; i < trace.points(); ++i) {
    if (i > 0 && trace.sequence[i] != trace.sequence[i - 1]) ++place;
    if (place != sentence || trace.step[i] < 0) continue;
    followed.points.push_back(trace.index[i]);
    followed.words.push_back(trace.vocabulary[static_cast<std::size_t>(trace.token[i])]);
  }
  return followed;
}

// Of a task that judges no whole sentence (the next word): the named one, or the first that is neither so
// short that it tells nothing nor long.
FollowedSentence unjudged_sentence(const NetworkView& view, const std::vector<models::Tokens>& sentences,
                                   const std::string& wanted) {
  const bool words = view.task->wording().step == "word";
  if (!words && !wanted.empty())
    fail(ErrorKind::usage,
         "--sentence: " + view.task->name() + " judges no single sequence, so that none is followed");
  const auto short_enough = [](const models::Tokens& tokens) {
    return tokens.size() >= 4 && tokens.size() <= 18;
  };
  const auto first = std::find_if(sentences.begin(), sentences.end(), short_enough);
  if (!words || (wanted.empty() && first == sentences.end())) return {};
  const std::size_t place = wanted.empty()
                                ? static_cast<std::size_t>(first - sentences.begin())
                                : place_of_sentence(view, wanted, sentences, way_to_all_stages(view));
  FollowedSentence followed = along(view.stage_trace, place);
  followed.named = !wanted.empty();
  followed.text = view.task->text(sentences[place]);
  return followed;
}

}  // namespace

std::size_t place_of_sentence(const NetworkView& view, const std::string& wanted,
                              const std::vector<models::Tokens>& sentences,
                              const std::string& where_they_are) {
  models::Tokens tokens;
  with_context("--sentence", [&] { tokens = view.task->parse(wanted); });
  const auto found = std::find(sentences.begin(), sentences.end(), tokens);
  if (found == sentences.end())
    fail(ErrorKind::usage, "--sentence: '" + wanted + "' is not among the " +
                               std::to_string(sentences.size()) + " " + where_they_are);
  return static_cast<std::size_t>(found - sentences.begin());
}

FollowedSentence sentence_to_follow(const NetworkView& view, const Execution& execution,
                                    const std::string& wanted) {
  const auto worst = static_cast<std::int32_t>(view.task->verdicts().labels.size()) - 1;
  const models::StateTrace& trace = view.stage_trace;
  const std::vector<models::Tokens> sentences = models::sequences_behind(trace);
  const std::vector<std::vector<std::int32_t>> judged =
      worst < 1 ? std::vector<std::vector<std::int32_t>>{} : judge_all(view, sentences, execution);
  if (judged.empty()) return unjudged_sentence(view, sentences, wanted);
  const std::size_t best = wanted.empty()
                               ? most_telling(sentences, judged, worst)
                               : place_of_sentence(view, wanted, sentences, way_to_all_stages(view));
  if (best == sentences.size()) return {};
  FollowedSentence followed = along(trace, best);
  followed.named = !wanted.empty();
  for (std::size_t i = 1; i + 1 < followed.words.size(); ++i)
    followed.text += (i > 1 ? " " : "") + followed.words[i];
  for (const std::vector<std::int32_t>& stage : judged) followed.judged.push_back(stage[best]);
  return followed;
}

std::string judgement_text(std::int32_t judged, const models::Task& task) {
  if (task.verdicts().labels.size() == 2) return judged == 0 ? "right" : "wrong";
  if (judged == 0) return "exact";
  return judged == 1 ? "claims too much" : "wrong";
}

}  // namespace rssviz::cli
