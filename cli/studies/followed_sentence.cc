#include "cli/studies/followed_sentence.h"

#include <algorithm>

#include "cli/studies/judged_ends.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

// Stage -> sentence -> class, after END.
std::vector<std::vector<std::int32_t>> judge_all(const NetworkView& view,
                                                 const std::vector<models::Tokens>& sentences,
                                                 const Execution& execution) {
  const models::Corpus& corpus = *view.corpus;
  std::vector<std::vector<std::int32_t>> judged(static_cast<std::size_t>(view.stages));
  for (int stage = 0; stage < view.stages; ++stage) {
    execution.progress.check_stop();
    models::StateTrace trace = models::record_states(*view.network_at(stage), sentences, corpus.vocabulary,
                                                     corpus.output_names, {}, execution);
    if (trace.outputs.cols() == 0) return {};
    view.task.annotate(trace);
    const std::vector<std::int32_t> worst = worst_judgement(view.task.judge(trace, trace.outputs));
    if (worst.empty()) return {};
    const models::IntColumn& final = trace.require_integer("is_final");
    for (std::size_t i = 0; i < trace.points(); ++i)
      if (final.values[i] == 1) judged[static_cast<std::size_t>(stage)].push_back(worst[i]);
  }
  return judged;
}

}  // namespace

std::vector<models::Tokens> sentences_behind(const models::StateTrace& trace) {
  std::vector<models::Tokens> sentences;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    const auto sequence = static_cast<std::size_t>(trace.sequence[i]);
    if (trace.step[i] < 0) continue;
    if (sequence >= sentences.size()) sentences.resize(sequence + 1);
    sentences[sequence].push_back(trace.token[i]);
  }
  std::erase_if(sentences, [](const models::Tokens& tokens) { return tokens.empty(); });
  return sentences;
}

FollowedSentence sentence_to_follow(const NetworkView& view, const Execution& execution) {
  if (!view.network_at || !view.task.judge) return {};
  const models::StateTrace& trace = view.stage_trace;
  const std::vector<models::Tokens> sentences = sentences_behind(trace);
  const std::vector<std::vector<std::int32_t>> judged = judge_all(view, sentences, execution);
  if (judged.empty()) return {};
  std::size_t best = sentences.size();
  std::pair<bool, int> most{false, -1};  // has two objects, stages during which it is wrong
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (judged.front()[i] != 2 || judged.back()[i] != 0) continue;
    int wrong = 0;
    for (const std::vector<std::int32_t>& stage : judged) wrong += stage[i] == 2;
    // Longer sentences are those of two objects; the line of a very long one hides the map.
    const std::pair<bool, int> value{sentences[i].size() >= 12 && sentences[i].size() <= 18, wrong};
    if (value <= most) continue;
    most = value;
    best = i;
  }
  if (best == sentences.size()) return {};
  FollowedSentence followed;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (trace.sequence[i] != static_cast<std::int32_t>(best) || trace.step[i] < 0) continue;
    followed.points.push_back(trace.index[i]);
    followed.words.push_back(trace.vocabulary[static_cast<std::size_t>(trace.token[i])]);
  }
  for (std::size_t i = 1; i + 1 < followed.words.size(); ++i)
    followed.text += (i > 1 ? " " : "") + followed.words[i];
  for (const std::vector<std::int32_t>& stage : judged) followed.judged.push_back(stage[best]);
  return followed;
}

std::string judgement_text(std::int32_t judged) {
  if (judged == 0) return "exact";
  return judged == 1 ? "claims too much" : "wrong";
}

}  // namespace rssviz::cli
