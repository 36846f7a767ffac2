#include "models/data/state_trace.h"

#include <algorithm>
#include <array>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr std::string_view kLabels = "_labels";

bool is_own(std::string_view name) {
  return std::find(kOwnNames.begin(), kOwnNames.end(), name) != kOwnNames.end();
}

template <class Column>
const Column* find_column(const std::vector<Column>& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

template <class Column>
const Column& require_column(const std::vector<Column>& columns, std::string_view name, const char* kind) {
  if (const Column* column = find_column(columns, name)) return *column;
  std::string message =
      "the states have no " + std::string(kind) + " called " + std::string(name) + "; there are:";
  for (const Column& column : columns) message += " " + column.name;
  fail(ErrorKind::data, columns.empty() ? message + " none" : message);
}

template <class Column>
void set_column(std::vector<Column>& columns, Column column) {
  for (Column& old : columns) {
    if (old.name == column.name) {
      old = std::move(column);
      return;
    }
  }
  columns.push_back(std::move(column));
}

std::vector<std::int32_t> point_integers(const formats::Archive& archive, const std::string& name,
                                         const std::string& file, std::size_t points) {
  std::vector<std::int32_t> values =
      formats::to_integers(formats::require(archive, name, file), file + ": " + name);
  if (values.size() != points) {
    fail(ErrorKind::data, file + ": " + name + " has " + std::to_string(values.size()) + " values for " +
                              std::to_string(points) + " points");
  }
  return values;
}

void read_columns(const formats::Archive& archive, const std::string& file, StateTrace& trace) {
  for (const auto& [name, array] : archive) {
    if (is_own(name) || array.dtype == formats::DType::text) continue;
    if (array.shape.size() != 1 || array.shape[0] != trace.points()) {
      fail(ErrorKind::data, file + ": the column " + name + " must have one value for each of the " +
                                std::to_string(trace.points()) + " points");
    }
    if (array.dtype == formats::DType::float32 || array.dtype == formats::DType::float64) {
      trace.floats.push_back({name, formats::to_floats(array, name)});
      continue;
    }
    IntColumn column{name, formats::to_integers(array, name), {}};
    const auto labels = archive.find(name + std::string(kLabels));
    if (labels != archive.end()) {
      column.labels = formats::to_strings(labels->second, labels->first);
      for (const std::int32_t value : column.values) {
        if (value < -1 || value >= static_cast<std::int32_t>(column.labels.size())) {
          fail(ErrorKind::data, file + ": " + name + " holds class " + std::to_string(value) + " of " +
                                    std::to_string(column.labels.size()));
        }
      }
    }
    trace.integers.push_back(std::move(column));
  }
}

void check_tokens_and_index(const std::string& file, StateTrace& trace) {
  for (std::size_t i = 0; i < trace.token.size(); ++i) {
    const std::int32_t token = trace.token[i];
    if (token == -1 && trace.step[i] == -1) continue;  // a zero state
    if (token < 0 || token >= static_cast<std::int32_t>(trace.vocabulary.size())) {
      fail(ErrorKind::data, file + ": token " + std::to_string(token) + " is outside token_labels (" +
                                std::to_string(trace.vocabulary.size()) + " words)");
    }
  }
  for (const std::int32_t index : trace.index) {
    if (index < 0 || index > trace.n_distinct) {
      fail(ErrorKind::data, file + ": index must number distinct points by first occurrence, found " +
                                std::to_string(index) + " before " + std::to_string(trace.n_distinct));
    }
    if (index == trace.n_distinct) ++trace.n_distinct;
  }
}

}  // namespace

const IntColumn* StateTrace::integer(std::string_view name) const { return find_column(integers, name); }
const FloatColumn* StateTrace::number(std::string_view name) const { return find_column(floats, name); }
const IntColumn& StateTrace::require_integer(std::string_view name) const {
  return require_column(integers, name, "column of classes");
}
const FloatColumn& StateTrace::require_number(std::string_view name) const {
  return require_column(floats, name, "column of numbers");
}
void StateTrace::set(IntColumn column) { set_column(integers, std::move(column)); }
void StateTrace::set(FloatColumn column) { set_column(floats, std::move(column)); }

std::vector<std::int32_t> rows_after_tokens(const StateTrace& trace) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (trace.step[i] >= 0) rows.push_back(static_cast<std::int32_t>(i));
  }
  return rows;
}

StateTrace only_points(const StateTrace& trace, const std::vector<std::int32_t>& rows) {
  StateTrace out;
  out.what = trace.what;
  out.vocabulary = trace.vocabulary;
  out.output_names = trace.output_names;
  const auto count = static_cast<Eigen::Index>(rows.size());
  out.states.resize(count, trace.states.cols());
  out.outputs.resize(count, trace.outputs.cols());
  std::vector<std::int32_t> new_index(static_cast<std::size_t>(trace.n_distinct), -1);
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto row = static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]);
    out.states.row(i) = trace.states.row(static_cast<Eigen::Index>(row));
    out.outputs.row(i) = trace.outputs.row(static_cast<Eigen::Index>(row));
    out.sequence.push_back(trace.sequence[row]);
    out.step.push_back(trace.step[row]);
    out.token.push_back(trace.token[row]);
    std::int32_t& index = new_index[static_cast<std::size_t>(trace.index[row])];
    if (index < 0) index = out.n_distinct++;
    out.index.push_back(index);
  }
  const auto chosen = [&rows](const auto& column) {
    auto part = column;
    part.values.clear();
    for (const std::int32_t row : rows) part.values.push_back(column.values[static_cast<std::size_t>(row)]);
    return part;
  };
  for (const IntColumn& column : trace.integers) out.integers.push_back(chosen(column));
  for (const FloatColumn& column : trace.floats) out.floats.push_back(chosen(column));
  return out;
}

std::vector<std::int32_t> distinct_rows(const StateTrace& trace) {
  std::vector<std::int32_t> rows;
  rows.reserve(static_cast<std::size_t>(trace.n_distinct));
  for (std::size_t i = 0; i < trace.index.size(); ++i) {
    if (trace.index[i] == static_cast<std::int32_t>(rows.size()))
      rows.push_back(static_cast<std::int32_t>(i));
  }
  return rows;
}

Matrix distinct_states(const StateTrace& trace) {
  const std::vector<std::int32_t> rows = distinct_rows(trace);
  Matrix states(static_cast<Eigen::Index>(rows.size()), trace.states.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    states.row(static_cast<Eigen::Index>(i)) = trace.states.row(rows[i]);
  }
  return states;
}

formats::Archive to_archive(const StateTrace& trace) {
  formats::Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["what"] = formats::from_string(trace.what);
  archive["states"] = formats::from_matrix(trace.states);
  archive["sequence"] = formats::from_vector(trace.sequence);
  archive["step"] = formats::from_vector(trace.step);
  archive["token"] = formats::from_vector(trace.token);
  archive["token_labels"] = formats::from_strings(trace.vocabulary);
  archive["index"] = formats::from_vector(trace.index);
  if (trace.outputs.cols() > 0) {
    archive["outputs"] = formats::from_matrix(trace.outputs);
    archive["output_names"] = formats::from_strings(trace.output_names);
  }
  for (const IntColumn& column : trace.integers) {
    if (is_own(column.name)) fail(ErrorKind::internal, "a column can't be called " + column.name);
    archive[column.name] = formats::from_vector(column.values);
    if (!column.labels.empty()) {
      archive[column.name + std::string(kLabels)] = formats::from_strings(column.labels);
    }
  }
  for (const FloatColumn& column : trace.floats) {
    if (is_own(column.name)) fail(ErrorKind::internal, "a column can't be called " + column.name);
    archive[column.name] = formats::from_vector(column.values);
  }
  return archive;
}

StateTrace trace_from_archive(const formats::Archive& archive, const std::string& file) {
  StateTrace trace;
  const std::int64_t version = static_cast<std::int64_t>(
      formats::to_number(formats::require(archive, "format_version", file), file + ": format_version"));
  if (version != kFormatVersion) {
    fail(ErrorKind::data, file + ": format_version " + std::to_string(version) + " of states isn't known");
  }
  trace.states = formats::to_matrix(formats::require(archive, "states", file), file + ": states");
  const auto points = static_cast<std::size_t>(trace.states.rows());
  trace.what = formats::to_string(formats::require(archive, "what", file), file + ": what");
  trace.sequence = point_integers(archive, "sequence", file, points);
  trace.step = point_integers(archive, "step", file, points);
  trace.token = point_integers(archive, "token", file, points);
  trace.index = point_integers(archive, "index", file, points);
  trace.vocabulary =
      formats::to_strings(formats::require(archive, "token_labels", file), file + ": token_labels");
  check_tokens_and_index(file, trace);
  trace.outputs = Matrix(trace.states.rows(), 0);
  if (const auto outputs = archive.find("outputs"); outputs != archive.end()) {
    trace.outputs = formats::to_matrix(outputs->second, "outputs");
    trace.output_names =
        formats::to_strings(formats::require(archive, "output_names", file), file + ": output_names");
    if (trace.outputs.rows() != trace.states.rows() ||
        trace.outputs.cols() != static_cast<Eigen::Index>(trace.output_names.size())) {
      fail(ErrorKind::data, file + ": outputs must be points x output_names");
    }
  }
  read_columns(archive, file, trace);
  return trace;
}

}  // namespace rssviz::models
