#include "cli/subjects/padding.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/error.h"

namespace rssviz::cli {
namespace {

Padding by_lengths(const std::vector<double>& lengths, std::size_t steps, const std::string& name) {
  Padding padding;
  padding.kept.assign(lengths.size() * steps, false);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double length = lengths[i];
    if (std::isfinite(length) && length != std::floor(length))
      fail(ErrorKind::data, name + ": sequence " + std::to_string(i) + " has length " +
                                std::to_string(length) + ", which is no whole number");
    if (!(length >= 1 && length <= static_cast<double>(steps)) || length != std::floor(length))
      fail(ErrorKind::data, name + ": sequence " + std::to_string(i) + " has length " +
                                std::to_string(length).substr(0, std::to_string(length).find('.')) +
                                "; 1 to " + std::to_string(steps) + " are possible");
    const auto first = padding.kept.begin() + static_cast<std::ptrdiff_t>(i * steps);
    std::fill(first, first + static_cast<std::ptrdiff_t>(length), true);
  }
  return padding;
}

Padding by_mask(const std::vector<double>& mask, std::size_t sequences, std::size_t steps, bool transposed,
                const std::string& name) {
  Padding padding;
  padding.kept.assign(sequences * steps, false);
  for (std::size_t i = 0; i < sequences; ++i)
    for (std::size_t t = 0; t < steps; ++t) {
      const double value = transposed ? mask[t * sequences + i] : mask[i * steps + t];
      if (value != 0 && value != 1)
        fail(ErrorKind::data, name + ": the mask of sequence " + std::to_string(i) + ", step " +
                                  std::to_string(t) + " is neither 0 nor 1");
      padding.kept[i * steps + t] = value == 1;
    }
  return padding;
}

// Of each point at all stages: whether every unit is 0, and whether every unit is NaN.
struct Empty {
  std::vector<bool> zero{};
  std::vector<bool> none{};
};

Empty empty_points(const ArrangedStates& states) {
  const std::size_t points = states.points(), units = states.units();
  Empty empty{std::vector<bool>(points, true), std::vector<bool>(points, true)};
  const std::vector<float> values = formats::to_floats(states.states, "states");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t point = i / units % points;
    if (values[i] != 0) empty.zero[point] = false;
    if (!std::isnan(values[i])) empty.none[point] = false;
  }
  return empty;
}

// How many steps of each sequence there are up to the last one that isn't empty.
std::vector<std::size_t> ends_of(const std::vector<bool>& empty, std::size_t sequences, std::size_t steps) {
  std::vector<std::size_t> ends(sequences, steps);
  for (std::size_t i = 0; i < sequences; ++i)
    while (ends[i] > 0 && empty[i * steps + ends[i] - 1]) --ends[i];
  return ends;
}

// Whether an empty step stands after the first state of a sequence and before its last.
bool stands_between(const std::vector<bool>& empty, const std::vector<std::size_t>& ends, std::size_t steps) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    std::size_t t = 0;
    while (t < ends[i] && empty[i * steps + t]) ++t;
    for (; t < ends[i]; ++t)
      if (empty[i * steps + t]) return true;
  }
  return false;
}

// Which of the axes that tell sequences apart a row of so many is for: the one called sequence, else the
// only one of this size.
std::optional<std::size_t> axis_of_rows(const std::vector<Axis>& outer, std::size_t rows) {
  std::optional<std::size_t> found;
  for (std::size_t d = 0; d < outer.size(); ++d) {
    if (outer[d].size != rows) continue;
    if (outer[d].name == "sequence") return d;
    if (found) return std::nullopt;
    found = d;
  }
  return found;
}

// The row of an axis' index for each sequence: rows.size() is how many sequences there are.
formats::Array rows_for_sequences(const formats::Array& given, const ArrangedStates& states,
                                  std::size_t axis) {
  std::size_t below = 1;
  for (std::size_t d = axis + 1; d < states.outer.size(); ++d) below *= states.outer[d].size;
  std::vector<std::size_t> rows(states.sequences());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i / below % states.outer[axis].size;
  return rows_of(given, 0, rows);
}

formats::Array turned(const formats::Array& given) {
  const std::vector<double> values = formats::to_doubles(given, "mask");
  const std::size_t rows = given.shape[0], columns = given.shape[1];
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = values[i * columns + j];
  formats::Array array = formats::from_vector(out);
  array.shape = {columns, rows};
  return array;
}

bool is_mask(const formats::Array& given) {
  const std::vector<double> values = formats::to_doubles(given, "mask");
  return std::all_of(values.begin(), values.end(), [](double value) { return value == 0 || value == 1; });
}

// Lengths or a mask where several axes tell sequences apart: with all of these axes, joined to sequences (x
// steps); or of one of them alone, the same along the others. `of` says which: "for each of 20 sequences".
struct JoinedLengths {
  formats::Array lengths{};
  std::string of{};
};
std::optional<JoinedLengths> lengths_of_axes(const formats::Array& given, const ArrangedStates& states) {
  const std::vector<Axis>& outer = states.outer;
  if (outer.size() < 2 || given.shape.empty()) return std::nullopt;
  std::vector<std::size_t> all;
  for (const Axis& axis : outer) all.push_back(axis.size);
  JoinedLengths joined{given, ""};
  if (given.shape == all && !(all.back() == states.steps && is_mask(given))) {
    joined.lengths.shape = {states.sequences()};
    return joined;
  }
  all.push_back(states.steps);
  if (given.shape == all) {
    joined.lengths.shape = {states.sequences(), states.steps};
    return joined;
  }
  const bool lengths = given.shape.size() == 1 || (given.shape.size() == 2 && given.shape[1] == 1);
  if (!lengths && given.shape.size() != 2) return std::nullopt;
  const bool straight = lengths || given.shape[1] == states.steps;
  if (!straight && given.shape[0] != states.steps) return std::nullopt;
  auto axis = straight ? axis_of_rows(outer, given.shape[0]) : std::nullopt;
  const bool turn = !axis && !lengths && given.shape[0] == states.steps;
  if (turn) axis = axis_of_rows(outer, given.shape[1]);
  if (!axis) return std::nullopt;
  joined.lengths = rows_for_sequences(turn ? turned(given) : given, states, *axis);
  joined.of = ", one for each of " + counted(outer[*axis].size, outer[*axis].name);
  return joined;
}

}  // namespace

std::optional<Padding> padding_of_lengths(const formats::Array& given, const ArrangedStates& states,
                                          const std::string& name) {
  if (given.dtype != formats::DType::text && states.steps > 0)
    if (const auto joined = lengths_of_axes(given, states)) {
      ArrangedStates plain;
      plain.outer = {{"sequence", states.sequences()}};
      plain.steps = states.steps;
      std::optional<Padding> padding = padding_of_lengths(joined->lengths, plain, name);
      if (padding) padding->sentence += joined->of;
      return padding;
    }
  const std::size_t sequences = states.sequences(), steps = states.steps;
  const std::vector<std::size_t>& shape = given.shape;
  if (given.dtype == formats::DType::text || steps == 0) return std::nullopt;
  std::vector<double> values = formats::to_doubles(given, name);
  if (values.size() == sequences && (shape.size() < 2 || shape[1] == 1 || shape[0] == 1)) {
    Padding padding = by_lengths(values, steps, name);
    padding.sentence = "padding left out by " + name;
    return padding;
  }
  if (shape.size() == 3 && (shape[2] == 1 || shape[0] == 1)) {  // a mask with a dimension of one
    formats::Array flat = given;
    flat.shape.erase(shape[2] == 1 ? flat.shape.end() - 1 : flat.shape.begin());
    return padding_of_lengths(flat, states, name);
  }
  if (shape.size() != 2) return std::nullopt;
  const bool straight = shape[0] == sequences && shape[1] == steps;
  const bool turned = shape[0] == steps && shape[1] == sequences;
  if (!straight && !turned) return std::nullopt;
  Padding padding = by_mask(values, sequences, steps, turned && (states.steps_first || !straight), name);
  padding.sentence = "padding left out by the mask " + name;
  return padding;
}

Padding trailing_padding(const ArrangedStates& states) {
  Padding padding;
  const std::size_t sequences = states.sequences(), steps = states.steps;
  if (steps < 2 || sequences < 2) return padding;
  const Empty empty = empty_points(states);
  std::vector<std::size_t> ends = ends_of(empty.none, sequences, steps);
  const char* what = "NaN";
  if (std::all_of(ends.begin(), ends.end(), [&](std::size_t end) { return end == steps; })) {
    ends = ends_of(empty.zero, sequences, steps);
    what = "zeros";
    if (stands_between(empty.zero, ends, steps)) {
      padding.notes.push_back(
          "steps of zeros stand between others too: none is taken for padding (--lengths says which are)");
      return padding;
    }
  }
  std::size_t left_out = 0, whole = 0;
  for (const std::size_t end : ends) {
    left_out += steps - end;
    whole += end == 0 ? 1 : 0;
  }
  if (left_out == 0 || whole == sequences) return padding;
  padding.kept.assign(sequences * steps, false);
  for (std::size_t i = 0; i < sequences; ++i)
    std::fill_n(padding.kept.begin() + static_cast<std::ptrdiff_t>(i * steps), ends[i], true);
  padding.sentence = std::string("padding left out (") + what + " after a sequence's last state)";
  if (whole > 0) padding.notes.push_back(counted(whole, "sequence") + " of padding alone left out");
  return padding;
}

std::vector<std::size_t> kept_rows(const Padding& padding, std::size_t points) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < points; ++i)
    if (padding.kept.empty() || padding.kept[i]) rows.push_back(i);
  return rows;
}

formats::Array rows_of(const formats::Array& array, std::size_t axis, const std::vector<std::size_t>& rows) {
  formats::Array out{array.dtype, array.shape, {}, {}};
  out.shape[axis] = rows.size();
  if (array.dtype == formats::DType::text) {
    for (const std::size_t row : rows) out.text.push_back(array.text.at(row));
    return out;
  }
  std::size_t before = 1, width = formats::size_of(array.dtype);
  for (std::size_t d = 0; d < axis; ++d) before *= array.shape[d];
  for (std::size_t d = axis + 1; d < array.shape.size(); ++d) width *= array.shape[d];
  out.data.resize(before * rows.size() * width);
  std::byte* next = out.data.data();
  for (std::size_t b = 0; b < before; ++b)
    for (const std::size_t row : rows) {
      std::memcpy(next, array.data.data() + (b * array.shape[axis] + row) * width, width);
      next += width;
    }
  return out;
}

}  // namespace rssviz::cli
