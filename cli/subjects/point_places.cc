#include "cli/subjects/point_places.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"

namespace rssviz::cli {
namespace {

template <class Row>
std::vector<std::size_t> rows_of_points(const PointPlaces& places, const Row& row) {
  std::vector<std::size_t> rows(places.points);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = row(i);
  return rows;
}

// The index along one of the axes that tell sequences apart.
std::size_t index_along(const std::vector<Axis>& outer, std::size_t axis, std::size_t sequence) {
  for (std::size_t d = outer.size(); d-- > axis + 1;) sequence /= outer[d].size;
  return sequence % outer[axis].size;
}

// The only axis of so many; nothing where there are several or none.
std::optional<std::size_t> axis_of_size(const std::vector<Axis>& outer, std::size_t size) {
  std::optional<std::size_t> found;
  for (std::size_t d = 0; d < outer.size(); ++d) {
    if (outer[d].size != size) continue;
    if (found) return std::nullopt;
    found = d;
  }
  return found;
}

bool is_column(const std::vector<std::size_t>& shape) {
  return shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
}

bool are_within(const std::vector<std::int32_t>& values, std::size_t most) {
  return std::all_of(values.begin(), values.end(), [&](std::int32_t value) {
    return value >= 0 && static_cast<std::size_t>(value) < most;
  });
}

}  // namespace

std::size_t PointPlaces::sequences() const {
  if (!outer.empty()) {
    std::size_t count = 1;
    for (const Axis& axis : outer) count *= axis.size;
    return count;
  }
  const auto most = std::max_element(sequence.begin(), sequence.end());
  return most == sequence.end() || *most < 0 ? 0 : static_cast<std::size_t>(*most) + 1;
}

std::size_t PointPlaces::different() const {
  if (point.size() != points || point.empty()) return 0;
  return static_cast<std::size_t>(*std::max_element(point.begin(), point.end())) + 1;
}

std::optional<std::vector<std::size_t>> rows_by_point(const PointPlaces& places,
                                                      const std::vector<std::size_t>& shape) {
  const std::size_t rows = shape.empty() ? 1 : shape.front();
  const bool column = is_column(shape);
  const std::size_t count = places.sequences();
  const auto at = [](const std::vector<std::int32_t>& numbers, std::size_t i) {
    return static_cast<std::size_t>(numbers[i]);
  };
  if (column && rows == places.points) return rows_of_points(places, [](std::size_t i) { return i; });
  if (column && rows > 0 && rows == places.different())
    return rows_of_points(places, [&](std::size_t i) { return at(places.point, i); });
  if (count == 0 || !are_within(places.sequence, count)) return std::nullopt;
  if (column && rows == count)
    return rows_of_points(places, [&](std::size_t i) { return at(places.sequence, i); });
  if (const auto axis = axis_of_size(places.outer, rows); column && axis && places.outer.size() > 1)
    return rows_of_points(
        places, [&](std::size_t i) { return index_along(places.outer, *axis, at(places.sequence, i)); });
  if (places.step.empty()) return std::nullopt;
  std::size_t steps = places.steps;
  if (shape.size() == 2 && shape[0] == count) steps = shape[1];
  if (column && steps == 0 && rows % count == 0) steps = rows / count;
  if (steps == 0 || !are_within(places.step, steps)) return std::nullopt;
  const auto step = [&](std::size_t i) { return at(places.step, i); };
  const auto sequence = [&](std::size_t i) { return at(places.sequence, i); };
  if ((column && rows == count * steps) || (shape.size() == 2 && shape[0] == count && shape[1] == steps))
    return rows_of_points(places, [&](std::size_t i) { return sequence(i) * steps + step(i); });
  if (shape.size() == 2 && shape[1] == count && shape[0] == steps)
    return rows_of_points(places, [&](std::size_t i) { return step(i) * count + sequence(i); });
  if (column && rows == places.steps) return rows_of_points(places, step);
  if (const auto axis = axis_of_size(places.outer, rows);
      shape.size() == 2 && shape[1] == steps && axis && places.outer.size() > 1)
    return rows_of_points(places, [&](std::size_t i) {
      return index_along(places.outer, *axis, sequence(i)) * steps + step(i);
    });
  return std::nullopt;
}

std::string told_of_points(const PointPlaces& places, const std::vector<std::size_t>& shape) {
  const std::size_t count = places.different();
  if (!is_column(shape) || count == 0 || shape.front() != count || count == places.points) return "";
  return "a value for each of " + counted(count, "point") + ", the same at every stage";
}

std::optional<formats::Array> spread(const formats::Array& column, const PointPlaces& places) {
  if (column.shape.empty() || column.shape.size() > 2) return std::nullopt;
  const auto rows = rows_by_point(places, column.shape);
  if (!rows) return std::nullopt;
  formats::Array out{column.dtype, {rows->size()}, {}, {}};
  const std::size_t width = formats::size_of(column.dtype);
  out.data.resize(rows->size() * width);
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (column.dtype == formats::DType::text)
      out.text.push_back(column.text.at((*rows)[i]));
    else
      std::memcpy(out.data.data() + i * width, column.data.data() + (*rows)[i] * width, width);
  }
  return out;
}

std::string rows_that_fit(const PointPlaces& places) {
  const std::size_t different = places.different();
  if (different > 0 && different != places.points)
    return counted(places.points, "row") + " of the map, " + counted(different, "point");
  std::string text = counted(places.points, "point");
  if (const std::size_t count = places.sequences(); count > 0) {
    text += ", " + counted(count, "sequence");
    if (places.steps > 0) text += " of " + counted(places.steps, "step") + " with padding";
  }
  return text;
}

PointPlaces places_in(const formats::Archive& archive, std::size_t points) {
  PointPlaces places{.points = points};
  const auto numbers = [&](const char* name) -> std::vector<std::int32_t> {
    const auto found = archive.find(name);
    if (found == archive.end() || found->second.dtype == formats::DType::text) return {};
    return formats::to_integers(found->second, name);
  };
  if (std::vector<std::int32_t> sequence = numbers("sequence"); sequence.size() == points)
    places.sequence = std::move(sequence);
  if (std::vector<std::int32_t> step = numbers("step"); step.size() == points) places.step = std::move(step);
  const auto names = archive.find("axes");
  const std::vector<std::int32_t> sizes = numbers("axis_sizes");
  if (names == archive.end() || names->second.text.size() != sizes.size() || places.sequence.empty())
    return places;
  constexpr std::size_t kMost = std::size_t{1} << 40;  // steps of an array, padding included
  std::size_t product = 1;
  for (const std::int32_t size : sizes) {
    if (size < 1 || (product *= static_cast<std::size_t>(size)) > kMost) return places;
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto size = static_cast<std::size_t>(sizes[i]);
    if (names->second.text[i] == "step")
      places.steps = size;
    else
      places.outer.push_back({names->second.text[i], size});
  }
  return places;
}

void add_places(const PointPlaces& places, formats::Archive& archive) {
  if (places.sequence.empty()) return;
  archive["sequence"] = formats::from_vector(places.sequence);
  if (!places.step.empty()) archive["step"] = formats::from_vector(places.step);
  if (places.outer.empty()) return;
  std::vector<std::string> names;
  std::vector<std::int32_t> sizes;
  for (const Axis& axis : places.outer) {
    names.push_back(axis.name);
    sizes.push_back(static_cast<std::int32_t>(axis.size));
  }
  if (places.steps > 0) {
    names.emplace_back("step");
    sizes.push_back(static_cast<std::int32_t>(places.steps));
  }
  archive["axes"] = formats::from_strings(names);
  archive["axis_sizes"] = formats::from_vector(sizes);
}

}  // namespace rssviz::cli
