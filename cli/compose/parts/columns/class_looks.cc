#include "cli/compose/parts/columns/class_looks.h"

#include <algorithm>

namespace rssviz::cli {
namespace {

ScatterColumn ordered(const Settings& settings, const std::string& what,
                      const std::vector<std::string>& names) {
  ScatterColumn column;
  column.name = what;
  column.labels = names;
  for (std::size_t k = 0; k < names.size(); ++k) column.values.push_back(static_cast<std::int32_t>(k));
  order_classes(settings, column);
  return column;
}

}  // namespace

std::vector<Option> class_look_options() {
  std::vector<Option> options = column_look_options();
  std::erase_if(options, [](const Option& one) { return one.name != "order" && one.name != "class-colors"; });
  return options;
}

void order_classes(const Settings& settings, const std::string& what, models::StepStates& states) {
  const ScatterColumn column = ordered(settings, what, states.class_names);
  // Names that no sequence has are no classes here: places close up.
  std::vector<std::int32_t> places = column.values, sorted = column.values;
  std::sort(sorted.begin(), sorted.end());
  for (std::int32_t& place : places)
    place = static_cast<std::int32_t>(std::lower_bound(sorted.begin(), sorted.end(), place) - sorted.begin());
  const std::vector<std::string> before = states.class_names;
  for (std::size_t k = 0; k < places.size(); ++k)
    states.class_names[static_cast<std::size_t>(places[k])] = before[k];
  for (std::int32_t& value : states.classes) value = places[static_cast<std::size_t>(value)];
  for (Matrix& outputs : states.outputs) {
    if (outputs.cols() != static_cast<Eigen::Index>(places.size())) continue;
    const Matrix unordered = outputs;
    for (std::size_t k = 0; k < places.size(); ++k)
      outputs.col(places[k]) = unordered.col(static_cast<Eigen::Index>(k));
  }
}

Classes classes_named(const std::vector<std::string>& names, const std::string& what,
                      const Settings& settings, const render::Style& style) {
  const Classes all = classes_of_column(ordered(settings, what, names), settings, style);
  Classes classes;
  for (const std::string& name : names) {
    const auto place =
        static_cast<std::size_t>(std::find(all.labels.begin(), all.labels.end(), name) - all.labels.begin());
    classes.labels.push_back(name);
    classes.colors.push_back(all.colors[place]);
    classes.shapes.push_back(all.shapes[place]);
  }
  return classes;
}

}  // namespace rssviz::cli
