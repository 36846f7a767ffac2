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

}  // namespace

std::optional<Padding> padding_of_lengths(const formats::Array& given, const ArrangedStates& states,
                                          const std::string& name) {
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
