// The kinds of figure and film that there are, as one table: what they are called, what they read and who
// makes them.
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/subject.h"
#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "render/figure/animation.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// What a maker is given. `settings` are those of `rssviz figure` or `rssviz animate`.
struct FigureRequest {
  std::vector<const NetworkView*> networks{};
  const Settings& settings;
  const Execution& execution;
  std::vector<std::filesystem::path>
      folders{};  // the runs' folders, that of a comparison, or the file of coordinates
};

// What a figure comes to: one number, with its interval where it has one (NaN: none).
struct Finding {
  std::string name{};  // "AUROC of readout margin"
  double value{0};
  double low{std::numeric_limits<double>::quiet_NaN()};
  double high{std::numeric_limits<double>::quiet_NaN()};
};

// A figure, and the numbers behind it where it shows some: written beside it as KIND.csv, and as LaTeX with
// --latex; what they come to as KIND.findings.csv.
struct Drawn {
  Drawn(render::Figure made) : figure(std::move(made)) {}
  Drawn(render::Figure made, formats::Table numbers) : figure(std::move(made)), table(std::move(numbers)) {}
  render::Figure figure;
  std::vector<render::Figure> further_pages{};  // in a PDF its pages, else files FILE-2, FILE-3, ...
  std::optional<formats::Table> table{};
  std::vector<Finding> findings{};
};

// A kind of figure as one value: what it is called, who it is drawn of, what it reads and asks for, its own
// options, and who makes it.
struct FigureKind {
  std::string name{};
  std::string summary{};
  Networks of{Networks::one};
  unsigned reads{kReadsMap};         // Reads: what the runs hand out, and so what its recipe names
  std::vector<std::string> needs{};  // roles of columns (models/tasks/task.h), without which nothing is drawn
  std::vector<std::string> of_task{};  // the same where only the task's own columns will do: no --ROLE
  std::vector<Option> options{};       // beside those that all figures have
  std::function<Drawn(const FigureRequest&)> make{};
};

struct FilmKind {
  std::string name{};
  std::string summary{};
  Networks of{Networks::one};
  unsigned reads{kReadsMap};
  std::vector<std::string> needs{}, of_task{};
  std::vector<Option> options{};
  std::function<render::Animation(const FigureRequest&)> make{};
};

// The kinds of a chapter of the guide.
struct Family {
  std::string title{};
  std::vector<FigureKind> figures{};
  std::vector<FilmKind> films{};
};

// Refuses networks whose task has no column for a role that the kind needs: Error{data} naming role and
// option, the columns there are and the kinds that can be drawn.
void require_roles(const FigureKind& kind, const std::vector<const NetworkView*>& networks,
                   const Settings& settings);
void require_roles(const FilmKind& kind, const std::vector<const NetworkView*>& networks,
                   const Settings& settings);

const std::vector<Family>& families();
const std::vector<FigureKind>& figure_kinds();
const std::vector<FilmKind>& film_kinds();
// Throw Error{usage} naming the nearest kind.
const FigureKind& figure_kind_named(const std::string& name);
const FilmKind& film_kind_named(const std::string& name);

}  // namespace rssviz::cli
