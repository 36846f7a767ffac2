#include "models/tasks/csl/bag_of_words.h"

#include <algorithm>
#include <array>

#include "models/tasks/csl/csl_annotations.h"

namespace rssviz::models {
namespace {

// By token: whether the word names an object, a position or a colour.
std::vector<bool> key_words(const CrossSituationalTask& task) {
  std::vector<std::string> names;
  for (int attribute = 0; attribute < 3; ++attribute) {
    for (const std::string& label : attribute_labels(task, attribute)) {
      names.push_back(label.substr(0, label.find(' ')));  // "orange (colour)" is the word orange
    }
  }
  std::vector<bool> is_key;
  for (const std::string& word : task.vocabulary()) {
    is_key.push_back(std::find(names.begin(), names.end(), word) != names.end());
  }
  return is_key;
}

// The sorted key words of both clauses; none of a clause that isn't there.
std::array<Tokens, 2> keys_of(const Tokens& sentence, const CrossSituationalTask& task,
                              const std::vector<bool>& is_key) {
  std::array<Tokens, 2> keys;
  std::size_t clause = 0;
  for (const std::int32_t token : sentence) {
    if (token == task.and_token()) clause = 1;
    if (is_key[static_cast<std::size_t>(token)]) keys[clause].push_back(token);
  }
  for (Tokens& key : keys) std::sort(key.begin(), key.end());
  return keys;
}

}  // namespace

BagOfWords train_bag_of_words(const CrossSituationalTask& task, const Corpus& corpus) {
  const std::vector<bool> is_key = key_words(task);
  BagOfWords bag;
  for (const std::int32_t row : corpus.train) {
    const std::array<Tokens, 2> keys = keys_of(corpus.sequences[static_cast<std::size_t>(row)], task, is_key);
    for (Eigen::Index slot = 0; slot < 2; ++slot) {
      const Tokens& key = keys[static_cast<std::size_t>(slot)];
      if (key.empty()) continue;
      const Eigen::Index size = task.slot_size();
      bag.table[key] = corpus.targets.row(row).segment(slot * size, size).transpose();
    }
  }
  return bag;
}

MatrixD bag_of_words_outputs(const BagOfWords& bag, const CrossSituationalTask& task,
                             const std::vector<Tokens>& sentences) {
  const std::vector<bool> is_key = key_words(task);
  MatrixD outputs = MatrixD::Zero(static_cast<Eigen::Index>(sentences.size()), task.n_outputs());
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const std::array<Tokens, 2> keys = keys_of(sentences[i], task, is_key);
    for (Eigen::Index slot = 0; slot < 2; ++slot) {
      const auto found = bag.table.find(keys[static_cast<std::size_t>(slot)]);
      if (found == bag.table.end()) continue;
      outputs.row(static_cast<Eigen::Index>(i)).segment(slot * task.slot_size(), task.slot_size()) =
          found->second.transpose();
    }
  }
  return outputs;
}

std::vector<StageMetrics> bag_of_words_metrics(const CrossSituationalTask& task, const Corpus& corpus) {
  const Judge judge = csl_judge(task, corpus);
  std::vector<StageMetrics> metrics;
  for (int stage = 0; stage < 2; ++stage) {
    const BagOfWords bag = stage == 0 ? BagOfWords{} : train_bag_of_words(task, corpus);
    for (const Split split : kSplits) {
      const std::vector<Tokens> sentences = corpus.sequences_of(corpus.indices(split));
      StageMetrics row = measure(corpus, split, bag_of_words_outputs(bag, task, sentences), judge);
      row.stage = stage;
      row.sentences = stage == 0 ? 0 : static_cast<std::int64_t>(corpus.train.size());
      metrics.push_back(row);
    }
  }
  return metrics;
}

}  // namespace rssviz::models
