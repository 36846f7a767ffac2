// One function a command that makes something: what `rssviz record`, `embed`, `figure` and `animate` do, and
// what `run` does step by step. Each writes its output whole or not at all, with its recipe in it.
#pragma once

#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/options/option_table.h"
#include "cli/subjects/input_stamps.h"
#include "core/parallel.h"
#include "embed/align/stages.h"
#include "embed/embedding.h"

namespace rssviz::cli {

// Where the outputs of steps go when --output is not given.
std::filesystem::path states_path(const std::filesystem::path& run, const Settings& record_settings);
std::filesystem::path map_path(const std::vector<std::string>& sources, const Settings& embed_settings);

std::string train_recipe(const Settings& settings, const std::filesystem::path& folder);
std::string record_recipe(const std::filesystem::path& run, const std::filesystem::path& output,
                          const Settings& settings);
// `sources`: of states, as formats::read_states takes them.
std::string embed_recipe(const std::vector<std::string>& sources, const std::filesystem::path& output,
                         const Settings& settings);
std::string figure_recipe(const FigureKind& kind, const std::vector<std::filesystem::path>& runs,
                          const std::filesystem::path& output, const Settings& settings);
std::string film_recipe(const FilmKind& kind, const std::vector<std::filesystem::path>& runs,
                        const std::filesystem::path& output, const Settings& settings);

// `recipe`: what the output carries, where it isn't that of these settings and this place (a file made again
// elsewhere).
void record_step(const std::filesystem::path& run, const std::filesystem::path& output,
                 const Settings& settings, const Execution& execution,
                 const std::optional<std::string>& recipe = std::nullopt);

// What a map says of itself once it is written.
struct EmbedReport {
  embed::MapQuality quality{};
  std::optional<embed::SearchReport> search{};  // of a map by UMAP
  std::vector<double> shares{};                 // of the variance, of each principal component
  // Of aligned maps, one a stage:
  embed::Alignment alignment{embed::Alignment::sequential};
  std::vector<embed::StageDrift> drift{};
  std::vector<double> stage_trust{};  // empty: not measured
};
EmbedReport embed_step(const std::vector<std::string>& sources, const std::filesystem::path& output,
                       const Settings& settings, const Execution& execution,
                       const std::optional<std::string>& recipe = std::nullopt);

// What a figure or film is made from, loaded.
struct Subjects {
  std::vector<std::filesystem::path> paths{};
  std::list<NetworkView> views{};  // addresses must stay
  std::vector<const NetworkView*> networks{};
  InputStamps inputs{};  // of the files that they were read from
};
Subjects load_subjects(const std::vector<std::filesystem::path>& of, Networks networks, unsigned reads);

// What a figure or film says about itself, for the gallery.
struct Shown {
  std::string title{};
  std::string caption{};
};

// Draws the figure to each of `outputs` (which share their folder), and its caption beside it as .txt and
// .tex. `inputs`: of the files that the networks were read from; Error{retry} where one was written since.
Shown figure_step(const FigureKind& kind, const std::vector<const NetworkView*>& networks,
                  const std::vector<std::filesystem::path>& runs,
                  const std::vector<std::filesystem::path>& outputs, const Settings& settings,
                  const Execution& execution, const std::optional<std::string>& recipe = std::nullopt,
                  const InputStamps& inputs = {});
// Makes the film, its caption and its posters (first, last and most telling frame, as PDF).
Shown film_step(const FilmKind& kind, const std::vector<const NetworkView*>& networks,
                const std::vector<std::filesystem::path>& runs, const std::filesystem::path& output,
                const Settings& settings, const Execution& execution,
                const std::optional<std::string>& recipe = std::nullopt, const InputStamps& inputs = {});
// The stamps of the files that a kind reads by itself, besides networks: taken before it is made.
InputStamps stamps_of_files(const std::vector<std::filesystem::path>& of, Networks networks, unsigned reads,
                            const InputStamps& of_networks);

// The caption beside a figure or film, as .txt and .tex.
void write_captions(const std::filesystem::path& output, const render::Caption& caption);
// The caption of a figure or film that stands already, from its .txt; empty where that is missing.
Shown shown_of(const std::filesystem::path& output);

}  // namespace rssviz::cli
