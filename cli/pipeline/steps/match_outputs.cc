// The files that `rssviz match` writes: sheets, and matches as tables.
#include <algorithm>

#include "cli/compose/matching/sheet.h"
#include "cli/compose/parts/look.h"
#include "cli/pipeline/steps/match_parts.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/pipeline/steps/write_options.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/output_file.h"
#include "core/text.h"
#include "render/cairo/text_engine.h"
#include "render/cairo/write_figure.h"
#include "render/layout/layout.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::string match_recipe(const Settings& settings, const std::vector<MatchSubject>& subjects,
                         const fs::path& output) {
  RecipeLine line{.command = "match"};
  for (const std::string& input : settings.positionals()) line.of.emplace_back(input);
  for (const MatchSubject& subject : subjects)
    for (const fs::path& input : subject.corpus->inputs) line.inputs.push_back(input);
  line.output_folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  return recipe_line(line, settings);
}

// The steps at the top: those of --at or --follow, of the range, or of the best match.
void choose_top(const Settings& settings, const MatchAnswer& answer, SheetLayer& layer) {
  const std::size_t steps = layer.corpus->sequences.steps;
  const std::vector<models::Match>& top = answer.matches.top;
  const auto show_match = [&](std::size_t rank) {
    layer.begin = top[rank - 1].step;
    layer.end = layer.begin + top[rank - 1].length;
    layer.about = "match " + std::to_string(rank) + ", " + std::to_string(layer.begin) + ":" +
                  std::to_string(layer.end);
  };
  if (settings.has("at")) {
    const long long at = settings.integer("at");
    if (at < 0 || static_cast<std::size_t>(at) >= steps)
      fail(ErrorKind::usage, "--at: " + settings.text("at") + " lies outside the " + std::to_string(steps) +
                                 " steps, counted from 0");
    layer.begin = static_cast<std::size_t>(at);
    layer.end = layer.begin + 1;
    layer.about = "step " + settings.text("at");
  } else if (settings.has("follow")) {
    const long long rank = settings.integer("follow");
    if (rank < 1 || static_cast<std::size_t>(rank) > top.size())
      fail(ErrorKind::usage, "--follow: there is no match of rank " + settings.text("follow") + "; " +
                                 std::to_string(top.size()) + " are kept (--top)");
    show_match(static_cast<std::size_t>(rank));
  } else if (settings.has("range")) {
    const auto [begin, end] = parse_pair("range", settings.text("range"), ':');
    layer.begin = begin;
    layer.end = end;
    layer.about = "the range " + settings.text("range");
  } else if (!top.empty()) {
    show_match(1);
  } else {
    layer.end = 1;
    layer.about = "the first step";
  }
}

std::vector<SheetLayer> layers_of(const Settings& settings, const std::vector<MatchSubject>& subjects) {
  std::vector<SheetLayer> layers;
  for (const MatchSubject& subject : subjects)
    for (std::size_t i = 0; i < subject.answers.size(); ++i) {
      SheetLayer& layer = layers.emplace_back();
      layer.corpus = subject.corpus.get();
      layer.answer = &subject.answers[i];
      layer.rows = subject.rows[i].get();
      choose_top(settings, subject.answers[i], layer);
    }
  return layers;
}

}  // namespace

void write_sheet(const std::vector<SheetLayer>& layers, const Settings& settings, const fs::path& output,
                 const std::string& recipe, const Execution& execution, MatchReport& report) {
  const Look look = look_of(settings, true);
  std::vector<render::Figure> pages = match_sheet(layers, sheet_options_of(settings), look);
  const render::Caption caption = pages.front().caption;
  const render::TextEngine engine(look.style.font);
  std::vector<render::PlacedFigure> placed;
  for (render::Figure& page : pages) {
    scale_ink(page);
    placed.push_back(render::lay_out(std::move(page), engine));
  }
  const render::FileMetadata metadata{caption.title, settings.text("author"), caption.text, recipe};
  const render::WriteOptions write = write_options(settings);
  const bool paged = suffix_of(output) != ".pdf" && placed.size() > 1;
  render::DrawReport drawn;
  for (std::size_t i = 0; i < (paged ? placed.size() : 1); ++i) {
    execution.progress.check_stop();
    const fs::path file =
        i == 0 ? output
               : output.parent_path() /
                     (output.stem().string() + "-" + std::to_string(i + 1) + output.extension().string());
    if (paged)
      render::write_placed_figure(placed[i], file, metadata, &drawn, write);
    else
      render::write_placed_pages(placed, file, metadata, &drawn, write);
    render::put_recipe(file, recipe);
    report.files.push_back(file);
  }
  for (const std::string& glyph : drawn.missing_glyphs)
    report.notes.push_back(output.filename().string() + ": no glyph for " + glyph);
  for (const render::DroppedLabel& label : drawn.dropped_labels)
    execution.progress.note(output.filename().string() + ": no room for '" + label.text + "'");
  write_captions(output, caption);
}

formats::Table table_of_subjects(const std::vector<MatchSubject>& subjects) {
  const bool sources = subjects.size() > 1 || subjects.front().answers.size() > 1;
  formats::Table all;
  for (const MatchSubject& subject : subjects) {
    formats::Table one = table_of(*subject.corpus, subject.answers, sources);
    all.header = one.header;
    for (std::vector<std::string>& row : one.rows) all.rows.push_back(std::move(row));
  }
  return all;
}

void check_match_output(const fs::path& output) {
  for (const char* suffix : {".pdf", ".svg", ".png", ".csv", ".json"})
    if (suffix_of(output) == suffix) return;
  fail(ErrorKind::usage, "can't tell what to write from \"" + output.string() +
                             "\"; the name must end in .pdf, .svg, .png, .csv or .json");
}

void write_answers(const Settings& settings, const std::vector<MatchSubject>& subjects,
                   const Execution& execution, const std::optional<std::string>& recipe,
                   MatchReport& report) {
  const fs::path output = settings.text("output");
  if (suffix_of(output) == ".csv") {
    formats::write_csv(output, table_of_subjects(subjects));
    report.files.push_back(output);
  } else if (suffix_of(output) == ".json") {
    write_file(output, json_of_subjects(subjects, true) + "\n");
    report.files.push_back(output);
  } else {
    write_sheet(layers_of(settings, subjects), settings, output,
                recipe ? *recipe : match_recipe(settings, subjects, output), execution, report);
  }
}

}  // namespace rssviz::cli
