#include "tests/cli/compose/every_kind_cases.h"

#include <algorithm>
#include <list>
#include <memory>
#include <sstream>

#include "cli/compose/kind_tables.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/slide.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "render/cairo/text_engine.h"
#include "render/layout/layout.h"

namespace rssviz::cli {
namespace {

const std::string kGrid =
    "--units 40 --sample 20 --spectral-radii 0.5,1 --leak-rates 0.05,0.5 --band-seeds 1";

}  // namespace

const std::vector<KindCase>& kind_cases() {
  static const std::vector<std::string> each{"esn", "lstm"}, both{"esn lstm"}, none{""};
  static const std::vector<KindCase> all{
      {"trajectories", each, "", {"BEGIN", "END", "cup"}, 1, 3},
      {"clauses", each, "", {"first clause", "second clause", "last word", "start (BEGIN)"}, 1, 4},
      {"errors",
       each,
       "",
       {"object 1", "object 2", "claims more than heard", "wrong", "error after END"},
       0,
       3},
      {"heard", each, "", {"object 1", "position 2", "colour 1", "glass", "not heard", "middle"}, 6, 4},
      {"nested",
       each,
       "--seeds 1",
       {"All: object 1", "Neighbours that agree", "inside: colour 1", "words alone", "| chance", "glass"},
       0,
       4,
       12},
      {"output-map", each, "", {"glass", "position", "colour 2", "output"}, 0, 20},
      {"outputs", each, "", {"probability", "object 1", "below: no claim"}, 0, 3},
      {"final-states", each, "", {"after END, one object", "before END", " on the "}, 1, 2},
      {"output-histogram", each, "", {"object 1", "colour 2"}, 0, 1, 2200},
      {"final-outputs", each, "", {"object 1", "glass", "claimed"}, 0, 3, 22},
      {"activity", each, "", {"unit "}, 0, 5, 6},
      {"winglets", each, "", {"rank of the unit", "normal weights"}, 0, 2, 400},
      {"polyvalent", each, "--permutations 50", {"permuted: mean", "units"}, 0, 2, 3},
      {"tied-units", each, "", {"most tied to", "summed change"}, 0, 0, 20},
      {"learning-strip", each, "--stages 0,2", {"before learning", "not valid"}, 0, 3},
      {"learning-curves", each, "", {"Errors on validation sentences", "not exact", "not valid"}, 0, 3},
      {"side-by-side", both, "", {"ESN, reservoir states", "LSTM, cell states", "first object named"}, 2, 4},
      {"null",
       each,
       "--map-epochs 20",
       {"word trace", "untrained", "shuffled", "another seed", "shared"},
       0,
       4,
       4},
      {"objects", {"comparison"}, "", {"not valid", "not exact", "RMSE", "bag of words"}, 0, 2, 4},
      {"objects-time", {"comparison"}, "", {"objects"}, 0, 1},
      {"error-by-time", both, "", {"Not valid", "Not exact"}, 0, 2},
      {"reservoirs",
       none,
       kGrid + " --map-epochs 20",
       {"leak rate", "spectral radius", "reference"},
       0,
       4,
       5},
      {"reservoirs-check", none, kGrid, {"Not valid", "Not exact", "leak rate"}, 0, 1, 5},
      {"reservoirs-capacity",
       none,
       "--units 20 --steps 1000 --washout 100 --degree 2 --seeds 2 --spectral-radii 0.5,1 --leak-rates 1",
       {"Memory of the input", "By degree", "rank", "spectral radius"},
       0,
       2,
       4},
      {"capacity",
       {"clusters"},
       "--steps 1000 --washout 50 --degree 1 --delays 12",
       {"Memory of the input", "By degree", "By longest delay", "rank"},
       0,
       2,
       4},
      {"predictors",
       none,
       "--units 30 --settings 6 --seeds 2 --sample 20 --draws 50",
       {"word memory", "Lyapunov exponent", "participation ratio", "not exact"},
       0,
       2,
       12},
      {"difficult", each, "--draws 50", {"Sentences by margin", "AUROC", "margin after END"}, 0, 3, 1000},
      {"ablation", both, "--ablation-draws 3 --sample 30", {"error, clause 1", "most important"}, 0, 2, 60},
      {"scatter", {"lstm/embedding.npz"}, "--color-by point_trust --color-as scale", {"point_trust"}, 0, 20},
      {"paths", {"lstm/embedding.npz"}, "--states @/lstm/states.npz", {"sequence", "2: BEGIN"}, 0, 3},
      {"columns",
       {"lstm/embedding.npz"},
       "--states @/lstm/states.npz --columns clause,step",
       {"clause", "first clause", "step"},
       0,
       6},
      {"heat-map", {"lstm/states.npz"}, "", {"BEGIN", "unit", "state"}, 0, 20},
      {"text",
       {"lstm/states.npz"},
       "--unit 3 --from 0 --to 150 --svg-text outlines",
       {"BEGIN", "END", "there is a"},
       0,
       40,
       150},
      {"text-predictions",
       {"pages/states.npz"},
       "--unit 1 --to 70 --svg-text outlines",
       {"0", "probability"},
       0,
       10,
       300},
      {"text-samples",
       {"pages"},
       "--stages 0,2 --length 120 --svg-text outlines",
       {"epoch 2", "nats"},
       0,
       0,
       2},
      {"gate-saturation", {"lstm"}, "--sample 20", {"forget gate", "before learning"}, 0, 1, 60},
      {"overview",
       {"lstm/embedding.npz"},
       "--states @/lstm/states.npz --color-by clause",
       {"UMAP", "trust", "trajectories", "first clause"},
       0,
       5},
      {"atlas",
       {"lstm"},
       "--properties clause --untrained 2 --rotations 2 --shifts 19",
       {"clause", "AUROC on other text", "best unit", "all units together"},
       0,
       1,
       1},
      {"loss-table",
       {"code ngram"},
       "",
       {"LSTM, 1 layer", "6-gram", "counted", "trained parameters"},
       0,
       1,
       2},
      {"model-map", {"code ngram"}, "--symbols 500", {"9-gram", "LSTM", "stress"}, 0, 1, 10},
      {"ngram-losses", {"code ngram"}, "", {"9-gram", "LSTM (code)", "nats a symbol"}, 0, 2, 12},
      {"error-overlap", {"code ngram"}, "", {"network alone", "20-gram alone"}, 0, 1, 8},
      {"symbol-gain", {"code"}, "", {"lower case", "20-gram", "mean p"}, 0, 2, 3},
      {"error-breakdown", {"code ngram"}, "", {"punctuation", "LSTM (code)", "n-gram"}, 0, 3, 36},
      {"ngram-distance", {"code"}, "--symbols 1000", {"3-gram", "distance to the n-gram", "epoch"}, 0, 3, 14},
      {"memory-curve", {"code ngram"}, "", {"p(closing)", "newline, by line", "6-gram"}, 0, 2, 10},
      {"causal-memory", {"code ngram"}, "", {"loss of p(closing)", "newline, by line", "distance"}, 0, 2, 10},
      {"resampled-unit",
       {"code"},
       "--unit 2 --unit 3 --controls 2",
       {"unit 2", "unit 3", "change of loss"},
       0,
       1,
       12},
      {"match",
       {"lstm"},
       "--find and --margins 0,0 --draws 19",
       {"Jaccard", "cells on", "Lengths of runs", "threshold", "and"},
       0,
       5,
       10},
      {"nesting",
       each,
       "--seeds 2",
       {"Variance by level", "permuted", "words alone", "units scaled"},
       0,
       2,
       20},
      {"fixed-points",
       each,
       "--starts 60",
       {"points among the states", "Where searches end", "Largest eigenvalue", "recorded states"},
       0,
       1,
       1},
      {"linear-dynamics", each, "--starts 60", {"Point 1", "Re \u03bb"}, 0, 1, 40},
      {"flow", each, "--starts 60", {"speed", "PC 1"}, 0, 20},
      {"point-history", {"lstm"}, "--starts 40", {"Where points lie", "How many", "Loss", "epoch"}, 0, 1, 2},
      {"readout-gap",
       {"clusters"},
       "--most 100 --folds 2",
       {"Who tells the class", "trained output", "run on, then output", "noise 10 %"},
       0,
       3,
       100},
      {"drift", {"clusters"}, "--most 100 --folds 2 --after 40", {"Without input", "chance"}, 0, 2, 50},
      {"length", {"clusters"}, "--most 100", {"blank steps before", "trained with so many"}, 0, 3, 40},
      {"temporal-generalisation",
       {"clusters"},
       "--most 100 --folds 2",
       {"tested at step", "trained at step", "halfway"},
       0,
       20,
       121},
      {"step-contributions", {"clusters"}, "--most 100", {"class 1", "class 2", "By class"}, 0, 3, 30},
      {"decodability-surface",
       {"clusters"},
       "--most 100 --folds 2",
       {"Probe less output", "epoch"},
       0,
       10,
       20},
      {"dimension-learning",
       {"clusters"},
       "--most 100",
       {"All states", "Within classes", "a quarter in", "epoch"},
       0,
       1,
       36},
      {"cycles",
       {"four"},
       "--most 80 --after 20 --turning 20 --surrogates 19 --components 2",
       {"Directions", "as many of one class", "surrogates", "untrained"},
       0,
       2,
       15},
      {"class-distances", {"clusters"}, "--most 100", {"Silhouette", "Separation"}, 0, 4, 55},
      {"class-dimension", {"clusters"}, "--most 100", {"Participation ratio", "90 %"}, 0, 3, 80},
      {"speed", {"clusters"}, "--most 100", {"Turning", "class 2"}, 0, 2, 30},
      {"class-projection", {"clusters"}, "--most 100", {"step 10", "class 1"}, 0, 2},
      {"attractors", {"clusters"}, "--starts 10", {"epoch 0", "without input"}, 0, 2, 10},
      {"similarity",
       {"hmm/states.npz hmm/untrained.npz"},
       "--permutations 19",
       {"CKA", "Procrustes", "untrained"},
       0,
       1,
       3},
      {"similarity-map", {"clusters"}, "--most 40", {"step", "before training"}, 0, 10, 242},
      {"dpca",
       {"hmm/states.npz"},
       "--class state --shuffles 19",
       {"Demixed", "Principal", "Variance by factor", "time"},
       0,
       3,
       6},
      {"conditions", {"hmm/states.npz"}, "--class state", {"PC 1", "step", "state"}, 0, 3, 60},
      {"jpca",
       {"hmm/states.npz"},
       "--class state --surrogates 19",
       {"plane 1", "turning", "any linear"},
       0,
       3,
       4},
      {"tangling",
       {"hmm/states.npz"},
       "--class state --surrogates 19",
       {"tangling", "share of states"},
       0,
       3,
       30},
      {"beliefs", {"hmm"}, "", {"true beliefs", "read from the states", "shuffled", "epoch"}, 0, 3, 10},
      {"inside", each, "", {"Influence", "Weights by gate"}, 0, 2, 10},
      {"lyapunov", each, "", {"Lyapunov exponents", "What is left of a change", "without input"}, 0, 2, 30},
  };
  return all;
}

const std::vector<FilmCase>& film_cases() {
  static const std::vector<FilmCase> all{
      {"learning-esn", "esn", "", "errors on validation sentences"},
      {"learning-lstm", "lstm", "", "errors on validation sentences"},
      {"reading", "lstm", "--sentence 'there is a red cup on the left'", "claims: object 1"},
      {"reservoirs", "", "--units 40 --sample 15 --values 0.05,0.5 --band-seeds 1 --stage-epochs 10",
       "leak rate"},
      {"match", "lstm", "--range 91:92 --margins 0,0", "Where they are on again"},
      {"beliefs", "hmm", "", "read from the states"},
      {"conditions", "hmm/states.npz", "--class state --dims 3", "3 principal components"},
      {"nested", "lstm", "--seeds 1", "Groups inside groups"},
      {"text-learning", "pages", "--unit 1", "nats a symbol"},
      {"followed-unit", "pages", "", "symbols read"},
      {"fixed-points", "lstm", "", "fixed points"},
      {"class-projection", "clusters", "--most 100", "step 10 of 10"},
      {"spectrum", "clusters", "", "spectral radius"},
      {"decodability-surface", "clusters", "--most 100 --folds 2", "a probe trained anew"},
      {"similarity-map", "clusters", "--most 40", "CKA"},
      {"paths", "lstm/embedding.npz", "--sequences 0-5", "sequence 5"},
      {"layout", "forming.npz", "--color-by trustworthiness", "trustworthiness of each step"},
      {"stages", "lstm/stage_maps.npz", "--labels @/lstm/states.npz --color-by heard_object_1 --name-classes",
       "movement since the last stage"}};
  return all;
}

std::string in_folder(std::string options, const std::filesystem::path& folder) {
  if (const std::size_t at = options.find('@'); at != std::string::npos)
    options.replace(at, 1, folder.string());
  return options;
}

namespace {

// Words as a shell reads them, of which some stand in single quotes.
std::vector<std::string> words_in(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream parts(line);
  for (std::string word; parts >> word;) {
    if (word.front() == '\'') {
      std::string rest;
      std::getline(parts, rest, '\'');
      word = word.substr(1) + rest;
    }
    words.push_back(word);
  }
  return words;
}

Settings settings_from(const CommandTable& table, const std::string& line) {
  Settings settings(table);
  std::string option;
  for (const std::string& word : words_in(line)) {
    const bool name = word.starts_with("--");
    if (name) option = word.substr(2);
    const Option* const known = table.find(option);
    if (known == nullptr) fail(ErrorKind::usage, table.summary + ": no option " + option);
    std::vector<std::string> values;
    std::istringstream parts(name ? "true" : word);
    for (std::string part; std::getline(parts, part, known->type == OptionType::texts ? ',' : '\n');)
      values.push_back(part);
    if (!name || known->type == OptionType::flag) settings.set(option, values);
  }
  return settings;
}

// What a request refers to: frames of a film are made from it for as long as the film is there.
struct Requested {
  Settings settings;
  std::list<NetworkView> views{};
  std::vector<const NetworkView*> networks{};
  std::vector<std::filesystem::path> folders{};
};

template <class Kind>
auto made_of(const Kind& kind, const std::string& input, const std::filesystem::path& folder,
             const Execution& execution, Requested& requested) {
  std::istringstream names(input);
  for (std::string name; names >> name;) {
    requested.folders.push_back(folder / name);
    if (std::filesystem::is_directory(requested.folders.back()) && kind.of != Networks::comparison &&
        !are_files(kind.of))
      requested.networks.push_back(
          &requested.views.emplace_back(load_view(requested.folders.back(), kind.reads)));
  }
  return kind.make({requested.networks, requested.settings, execution, requested.folders});
}

}  // namespace

Drawn drawn_case(const KindCase& test, const std::string& input, const std::filesystem::path& folder,
                 const Execution& execution) {
  const FigureKind& kind = figure_kind_named(test.kind);
  Requested requested{settings_from(table_of(kind), in_folder(test.options, folder))};
  return made_of(kind, input, folder, execution, requested);
}

render::Animation filmed_case(const FilmCase& test, const std::filesystem::path& folder,
                              const Execution& execution, const std::string& length) {
  const FilmKind& kind = film_kind_named(test.kind);
  const auto requested = std::make_shared<Requested>(
      Requested{settings_from(table_of(kind), in_folder(test.options + " " + length, folder))});
  render::Animation film = made_of(kind, test.run, folder, execution, *requested);
  film.moving_at = [requested, moving_at = film.moving_at](std::size_t frame) { return moving_at(frame); };
  return film;
}

std::string cut_in_print(const render::Figure& figure) {
  std::string cut;
  for (const std::string& name : render::venue_names()) {
    const render::Venue& venue = render::venue_named(name);
    for (const double width : venue.widths_pt) {
      render::Figure page = figure;
      page.style = render::style_for(venue, "paper");
      page.width_pt = width;
      const render::TextEngine engine(page.style.font);
      for (const render::PlacedText& text : render::lay_out(page, engine).texts)
        if (text.role != render::TextRole::label && text.text.ends_with("\u2026"))
          cut += name + " " + std::to_string(static_cast<int>(width)) + ": " + text.text + "\n";
    }
  }
  return cut;
}

namespace {

// Centres of a panel's dots on the page.
std::vector<render::Point> dots_of(const render::PlacedFigure& placed, std::size_t panel) {
  std::vector<render::Point> dots;
  for (const render::Mark& mark : placed.figure.panels[panel].marks)
    if (const auto* const points = std::get_if<render::Points>(&mark))
      for (const render::Point& at : points->at) dots.push_back(placed.panels[panel].page_from_data(at));
  return dots;
}

std::size_t dots_in(const render::PageBox& box, const std::vector<render::Point>& dots) {
  return static_cast<std::size_t>(
      std::count_if(dots.begin(), dots.end(), [&](render::Point dot) { return box.contains(dot); }));
}

// Whether such a box has a place without dots and texts no further away than some lines.
bool room_beside(const render::PlacedFigure& placed, const render::PlacedText& text,
                 const std::vector<render::Point>& dots) {
  const render::PageBox box = text.bounds(), frame = placed.panels[text.panel].frame;
  const double reach = 4 * text.font.size_pt, step = 0.25 * text.font.size_pt;
  for (double dx = -reach; dx <= reach; dx += step)
    for (double dy = -reach; dy <= reach; dy += step) {
      const render::PageBox there{box.left + dx, box.top + dy, box.right + dx, box.bottom + dy};
      if (there.left < frame.left || there.right > frame.right || there.top < frame.top ||
          there.bottom > frame.bottom || dots_in(there, dots) > 0)
        continue;
      const bool taken =
          std::any_of(placed.texts.begin(), placed.texts.end(), [&](const render::PlacedText& other) {
            const render::PageBox around = other.bounds();
            return &other != &text && there.left < around.right && around.left < there.right &&
                   there.top < around.bottom && around.top < there.bottom;
          });
      if (!taken) return true;
    }
  return false;
}

}  // namespace

std::string labels_on_dots(const render::Figure& figure) {
  constexpr std::size_t kFew = 10;  // that a word may cover rather than be far from its own
  const render::TextEngine engine(figure.style.font);
  const render::PlacedFigure placed = render::lay_out(figure, engine);
  std::string lying;
  for (const render::PlacedText& text : placed.texts) {
    if (text.role != render::TextRole::label || text.panel == render::kNoPanel ||
        figure.panels[text.panel].kind != render::PanelKind::map)
      continue;
    const std::vector<render::Point> dots = dots_of(placed, text.panel);
    const std::size_t covered = dots_in(text.bounds(), dots);
    if (covered > kFew && room_beside(placed, text, dots))
      lying += text.text + " on " + std::to_string(covered) + " dots\n";
  }
  return lying;
}

std::string small_on_slides(render::Figure figure) {
  figure.style = render::style_for_theme("talk-light");
  scale_ink(figure);
  to_slide(figure);
  const render::TextEngine engine(figure.style.font);
  std::string small;
  try {
    const render::PlacedFigure placed = render::lay_out(figure, engine);
    if (placed.width_pt != 1920 || placed.height_pt != 1080) small += "not 1920 x 1080\n";
    for (const render::PlacedText& text : placed.texts)
      if (text.role != render::TextRole::label && text.font.size_pt < 28 - 1e-6)
        small += std::to_string(text.font.size_pt) + ": " + text.text + "\n";
  } catch (const Error& error) {
    small += std::string(error.what()) + "\n";
  }
  return small;
}

}  // namespace rssviz::cli
