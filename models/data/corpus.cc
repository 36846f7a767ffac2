#include "models/data/corpus.h"

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {

std::string_view name_of(Split split) {
  switch (split) {
    case Split::train:
      return "train";
    case Split::validation:
      return "validation";
    case Split::test:
      return "test";
  }
  fail(ErrorKind::internal, "unknown split");
}

const std::vector<std::int32_t>& Corpus::indices(Split split) const {
  switch (split) {
    case Split::train:
      return train;
    case Split::validation:
      return validation;
    case Split::test:
      return test;
  }
  fail(ErrorKind::internal, "unknown split");
}

std::vector<Tokens> Corpus::sequences_of(const std::vector<std::int32_t>& rows) const {
  std::vector<Tokens> result;
  result.reserve(rows.size());
  for (const std::int32_t row : rows) result.push_back(sequences[static_cast<std::size_t>(row)]);
  return result;
}

std::string Corpus::text(const Tokens& tokens) const {
  std::string result;
  for (const std::int32_t token : tokens) {
    if (!result.empty()) result += ' ';
    result += vocabulary[static_cast<std::size_t>(token)];
  }
  return result;
}

void Corpus::check() const {
  const auto bad = [](const std::string& what) { fail(ErrorKind::data, "corpus: " + what); };
  const std::size_t n = sequences.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (sequences[i].empty()) bad("sequence " + std::to_string(i) + " is empty");
    for (const std::int32_t token : sequences[i]) {
      if (token < 0 || static_cast<std::size_t>(token) >= vocabulary.size()) {
        bad("sequence " + std::to_string(i) + " has token " + std::to_string(token) + ", the vocabulary " +
            std::to_string(vocabulary.size()) + " words");
      }
    }
  }
  if (static_cast<std::size_t>(targets.rows()) != n ||
      static_cast<std::size_t>(targets.cols()) != output_names.size()) {
    bad("targets are " + std::to_string(targets.rows()) + " x " + std::to_string(targets.cols()) +
        ", needed are " + std::to_string(n) + " x " + std::to_string(output_names.size()));
  }
  for (const Split split : kSplits) {
    for (const std::int32_t row : indices(split)) {
      if (row < 0 || static_cast<std::size_t>(row) >= n) {
        bad(std::string(name_of(split)) + " names sequence " + std::to_string(row) + " of " +
            std::to_string(n));
      }
    }
  }
  for (const IntColumn& column : columns) {
    if (column.values.size() != n) bad("column " + column.name + " has another length than the sequences");
  }
}

std::vector<std::int32_t> sample_rows(const Corpus& corpus, Split split, int count, std::uint64_t seed) {
  if (count < 1)
    fail(ErrorKind::usage, "sequences = " + std::to_string(count) + " is out of range: 1 or more");
  const std::vector<std::int32_t>& rows = corpus.indices(split);
  std::vector<std::size_t> places(rows.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  Rng rng(seed, "sample");
  rng.shuffle(std::span<std::size_t>(places));
  places.resize(std::min(places.size(), static_cast<std::size_t>(count)));
  std::sort(places.begin(), places.end());
  std::vector<std::int32_t> result;
  for (const std::size_t place : places) result.push_back(rows[place]);
  return result;
}

}  // namespace rssviz::models
