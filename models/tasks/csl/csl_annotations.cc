#include "models/tasks/csl/csl_annotations.h"

#include <array>
#include <cmath>
#include <memory>

#include "core/error.h"

namespace rssviz::models {
namespace {

const char* const kAttributes[3] = {"object", "position", "colour"};

int attribute_of(const Attributes& attributes, int k) {
  return k == 0 ? attributes.object : k == 1 ? attributes.position : attributes.colour;
}

// Six columns PREFIX_object_1 ... PREFIX_colour_2 from one meaning a point.
std::vector<IntColumn> meaning_columns(const CrossSituationalTask& task, const std::string& prefix,
                                       const std::vector<Meaning>& meanings) {
  std::vector<IntColumn> columns;
  for (std::size_t slot = 0; slot < 2; ++slot) {
    for (int k = 0; k < 3; ++k) {
      IntColumn column{
          prefix + "_" + kAttributes[k] + (slot == 0 ? "_1" : "_2"), {}, attribute_labels(task, k)};
      column.values.reserve(meanings.size());
      for (const Meaning& meaning : meanings) column.values.push_back(attribute_of(meaning[slot], k));
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

// NAME_1, NAME_2 and NAME (9 classes) from claims against statements.
void add_error_columns(const std::string& name, const std::vector<std::string>& labels,
                       const std::vector<Meaning>& claims, const std::vector<Meaning>& stated,
                       std::vector<IntColumn>& columns) {
  IntColumn first{name + "_1", {}, labels};
  IntColumn second{name + "_2", {}, labels};
  IntColumn both{name, {}, {}};
  for (const std::string& a : labels) {
    for (const std::string& b : labels) both.labels.push_back(a + " / " + b);
  }
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto one = static_cast<std::int32_t>(judge(claims[i][0], stated[i][0]));
    const auto two = static_cast<std::int32_t>(judge(claims[i][1], stated[i][1]));
    first.values.push_back(one);
    second.values.push_back(two);
    both.values.push_back(3 * one + two);
  }
  columns.push_back(std::move(first));
  columns.push_back(std::move(second));
  columns.push_back(std::move(both));
}

struct Words {
  std::vector<Heard> heard;     // by point
  std::vector<Meaning> so_far;  // by point
  std::vector<Meaning> stated;  // by point: what its whole sentence states
  std::vector<bool> is_final;
};

Words words_of(const CrossSituationalTask& task, const StateTrace& trace) {
  Words words;
  const std::size_t n = trace.points();
  for (std::size_t from = 0; from < n;) {
    std::size_t to = from + 1;
    while (to < n && trace.sequence[to] == trace.sequence[from]) ++to;
    const bool zero = trace.step[from] < 0;  // nothing is heard before the first word
    const std::span<const std::int32_t> tokens(trace.token.data() + from + (zero ? 1 : 0),
                                               to - from - (zero ? 1 : 0));
    std::vector<Heard> heard = task.heard(tokens);
    if (zero) heard.insert(heard.begin(), Heard{});
    for (std::size_t i = 0; i < heard.size(); ++i) {
      words.heard.push_back(heard[i]);
      words.so_far.push_back(heard[i].so_far);
      words.stated.push_back(heard.back().so_far);
      words.is_final.push_back(i + 1 == heard.size());
    }
    from = to;
  }
  return words;
}

}  // namespace

void annotate_words(const CrossSituationalTask& task, StateTrace& trace) {
  const Words words = words_of(task, trace);
  IntColumn clause{"clause", {}, {"first clause", "and", "second clause", "last word"}};
  IntColumn is_final{"is_final", {}, {"inside", "after the last word"}};
  IntColumn two{"two_objects", {}, {"one object", "two objects"}};
  for (std::size_t i = 0; i < trace.points(); ++i) {
    clause.values.push_back(trace.step[i] < 0 ? -1 : static_cast<std::int32_t>(words.heard[i].place));
    is_final.values.push_back(words.is_final[i] ? 1 : 0);
    two.values.push_back(words.stated[i][1].empty() ? 0 : 1);
  }
  trace.set(std::move(clause));
  trace.set(std::move(is_final));
  trace.set(std::move(two));
  for (IntColumn& column : meaning_columns(task, "heard", words.so_far)) trace.set(std::move(column));
  for (IntColumn& column : meaning_columns(task, "stated", words.stated)) trace.set(std::move(column));
}

std::vector<IntColumn> output_columns(const CrossSituationalTask& task, const StateTrace& trace,
                                      MatrixRef outputs) {
  if (outputs.rows() != static_cast<Eigen::Index>(trace.points()) || outputs.cols() != task.n_outputs()) {
    fail(ErrorKind::data, "outputs are " + std::to_string(outputs.rows()) + " x " +
                              std::to_string(outputs.cols()) + ", the task needs " +
                              std::to_string(trace.points()) + " x " + std::to_string(task.n_outputs()));
  }
  const Words words = words_of(task, trace);
  std::vector<Meaning> claims;
  claims.reserve(trace.points());
  std::vector<double> output(static_cast<std::size_t>(outputs.cols()));
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    for (std::size_t k = 0; k < output.size(); ++k) {
      output[k] = static_cast<double>(outputs(i, static_cast<Eigen::Index>(k)));
    }
    claims.push_back(task.decode(output));
  }
  std::vector<IntColumn> columns = meaning_columns(task, "claimed", claims);
  add_error_columns("heard_error", {"right", "claims more than heard", "wrong"}, claims, words.so_far,
                    columns);
  add_error_columns("sentence_error", {"exact", "valid", "not valid"}, claims, words.stated, columns);
  return columns;
}

void annotate_outputs(const CrossSituationalTask& task, StateTrace& trace) {
  for (IntColumn& column : output_columns(task, trace, trace.outputs)) trace.set(std::move(column));
}

double rmse_floor(const CrossSituationalTask& task, const std::vector<Tokens>& sentences) {
  if (sentences.empty()) fail(ErrorKind::data, "there are no sentences to take the floor of the RMSE of");
  const std::array<int, 3> sizes = task.group_sizes();
  double variance = 0;
  for (const Meaning& meaning : meanings(task, sentences))
    for (const Attributes& stated : meaning) {
      const std::array<int, 3> values{stated.object, stated.position, stated.colour};
      for (std::size_t group = 0; group < values.size(); ++group) {
        const double z = sizes[group];
        if (stated.empty())
          variance += 0.5 - 0.25 / z;
        else if (values[group] < 0)
          variance += 1 - 1 / z;
      }
    }
  return std::sqrt(variance / static_cast<double>(sentences.size()) / task.n_outputs());
}

Judge csl_judge(const CrossSituationalTask& task, const Corpus& corpus) {
  struct Kept {
    CrossSituationalTask task;
    std::vector<Meaning> stated;  // by sequence of the corpus
  };
  const auto kept = std::make_shared<const Kept>(Kept{task, meanings(task, corpus.sequences)});
  return [kept](std::span<const std::int32_t> rows, MatrixDRef outputs) {
    std::vector<Meaning> stated;
    stated.reserve(rows.size());
    for (const std::int32_t row : rows) stated.push_back(kept->stated[static_cast<std::size_t>(row)]);
    const CslErrors errors = csl_errors(kept->task, stated, outputs);
    return std::vector<NamedNumber>{{"valid_error", errors.valid}, {"exact_error", errors.exact}};
  };
}

}  // namespace rssviz::models
