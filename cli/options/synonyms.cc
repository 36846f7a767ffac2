#include "cli/options/synonyms.h"

#include <map>

namespace rssviz::cli {
namespace {

std::string found_in(const std::map<std::string, std::string>& words, const std::string& word) {
  const auto found = words.find(word);
  return found == words.end() ? "" : found->second;
}

}  // namespace

std::string command_meant_by(const std::string& word) {
  static const std::string kFigure = "rssviz figure KIND (figure --list names the kinds)";
  static const std::string kFilm =
      "rssviz animate KIND (animate --list names the kinds; -o film.mp4 or .gif)";
  static const std::string kUmap = "rssviz embed STATES -o map.npz (--method umap is the default)";
  static const std::string kLook = "rssviz look STATES -o look/";
  static const std::string kInfo = "rssviz info FILE";
  static const std::map<std::string, std::string> kWords{
      {"plot", kFigure},
      {"draw", kFigure},
      {"chart", kFigure},
      {"paint", kFigure},
      {"visualize", kFigure},
      {"scatter", "rssviz figure scatter MAP -o map.pdf"},
      {"heatmap", "rssviz figure heat-map STATES -o heat-map.pdf"},
      {"film", kFilm},
      {"movie", kFilm},
      {"video", kFilm},
      {"gif", kFilm},
      {"animation", kFilm},
      {"umap", kUmap},
      {"map", kUmap},
      {"reduce", kUmap},
      {"project", kUmap},
      {"pca", "rssviz embed STATES --method pca -o map.npz"},
      {"tsne", "rssviz embed STATES -o map.npz (by UMAP or PCA; t-SNE isn't there)"},
      {"t-sne", "rssviz embed STATES -o map.npz (by UMAP or PCA; t-SNE isn't there)"},
      {"view", kLook},
      {"show", kLook},
      {"open", kLook},
      {"explore", kLook},
      {"describe", kInfo},
      {"inspect", kInfo},
      {"head", kInfo},
      {"load", "rssviz import FILE --cell lstm -o RUN"},
      {"convert", "rssviz import FILE --cell lstm -o RUN"},
      {"fit", "rssviz train --cell lstm -o RUN"},
      {"version", "rssviz --version"}};
  return found_in(kWords, word);
}

std::string figure_meant_by(const std::string& word) {
  static const std::map<std::string, std::string> kWords{
      {"plot", "scatter"},      {"map", "scatter"},          {"umap", "scatter"},
      {"tsne", "scatter"},      {"pca", "scatter"},          {"points", "scatter"},
      {"embedding", "scatter"}, {"path", "paths"},           {"trajectory", "paths"},
      {"lines", "paths"},       {"heatmap", "heat-map"},     {"matrix", "heat-map"},
      {"raster", "heat-map"},   {"loss", "learning-curves"}, {"curves", "learning-curves"}};
  return found_in(kWords, word);
}

}  // namespace rssviz::cli
