#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "cli/compose/drawn_table.h"
#include "cli/compose/figure_kind.h"
#include "cli/compose/headline.h"
#include "cli/compose/kind_tables.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/zoom.h"
#include "cli/compose/slide.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/runs/latex.h"
#include "cli/pipeline/steps/beside_picture.h"
#include "cli/pipeline/steps/sentence_notes.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/pipeline/steps/write_options.h"
#include "cli/subjects/bare_file.h"
#include "cli/subjects/input_stamps.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/view_reading.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "core/output_file.h"
#include "core/text.h"
#include "render/cairo/text_engine.h"
#include "render/cairo/write_figure.h"
#include "render/figure/figure.h"
#include "render/layout/layout.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::string caption_text(const render::Caption& caption) {
  return caption.title + "\n\n" + caption.text + "\n";
}

std::string caption_tex(const render::Caption& caption) {
  return "\\caption{\\textbf{" + escaped_tex(caption.title) + "} " + escaped_tex(caption.text) + "}\n";
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

void write_table(const fs::path& output, const formats::Table& table, bool latex) {
  fs::path beside = output;
  formats::write_csv(beside.replace_extension(".csv"), table);
  if (latex) write_file(beside.replace_extension(".table.tex"), table_tex(table));
}

// The files that options name.
std::vector<fs::path> files_given(const Settings& settings) {
  std::vector<fs::path> files;
  for (const Option& option : settings.table().options)
    if ((option.type == OptionType::file || option.type == OptionType::files) && settings.has(option.name))
      for (const std::string& file : settings.texts(option.name))
        files.push_back(formats::parse_source(file).file);
  return files;
}

void write_findings(const fs::path& output, const std::vector<Finding>& findings) {
  formats::Table table;
  table.header = {"finding", "value", "low", "high"};
  const auto text = [](double value) { return std::isnan(value) ? "" : formats::format_number(value); };
  for (const Finding& one : findings)
    table.rows.push_back({one.name, text(one.value), text(one.low), text(one.high)});
  fs::path beside = output;
  formats::write_csv(beside.replace_extension(".findings.csv"), table);
}

// Of kinds that take either: whether this is a file of states.
bool is_bare_file(Networks networks, unsigned reads, const fs::path& path) {
  return takes_states_file(networks, reads) && !fs::is_directory(path);
}

std::vector<fs::path> inputs_of_kind(Networks networks, const std::vector<fs::path>& runs, unsigned reads) {
  std::vector<fs::path> inputs;
  if (are_files(networks)) {
    for (const fs::path& file : runs) inputs.push_back(formats::parse_source(file.string()).file);
    return inputs;
  }
  for (const fs::path& run : runs) {
    if (is_bare_file(networks, reads, run)) {
      inputs.push_back(formats::parse_source(run.string()).file);
      continue;
    }
    for (fs::path& input : inputs_of(run, reads)) inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace

bool keeps_table(const fs::path& output, const formats::Table& table, const std::vector<fs::path>& read,
                 Progress& progress) {
  fs::path beside = output;
  beside.replace_extension(".csv");
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) return false;
  bool others = std::any_of(read.begin(), read.end(),
                            [&](const fs::path& file) { return fs::equivalent(file, beside, ignored); });
  if (!others && !fs::exists(output, ignored)) {
    try {
      others = formats::read_csv(beside).header != table.header;
    } catch (const Error&) {
      others = true;
    }
  }
  if (others)
    progress.warn(beside.string() +
                  ": is not this figure's table and stays; give the figure another name to get its numbers");
  return others;
}

render::WriteOptions write_options(const Settings& settings) {
  const auto resolution = [&](const char* name) {
    const double dpi = settings.number(name);
    if (!(dpi >= 20 && dpi <= 2400))
      fail(ErrorKind::usage, "--" + std::string(name) + ": " + settings.text(name) +
                                 " is out of range (20 to 2400 dots an inch)");
    return dpi;
  };
  render::WriteOptions write;
  write.dpi = resolution("dpi");
  write.draw.points = render::points_mode_named(settings.text("points"));
  write.draw.raster_dpi = resolution("raster-dpi");
  write.draw.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  write.svg_text = settings.text("svg-text") == "text";
  write.fail_on_missing_glyphs = settings.flag("strict-fonts");
  return write;
}

namespace {

// A slide of 16:9; of what has no room there, a page as high as it needs, which is told.
render::PlacedFigure laid_out_slide(render::Figure& figure, const render::TextEngine& engine,
                                    Progress& progress) {
  to_slide(figure);
  try {
    return render::lay_out(figure, engine);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
  }
  figure.height_pt.reset();
  render::PlacedFigure placed = render::lay_out(figure, engine);
  progress.warn("the page is " + std::to_string(std::lround(placed.height_pt)) +
                " points high, more than a slide of 1920 x 1080 has: show fewer panels, or a part");
  return placed;
}

// On paper no figure is higher than the venue's page: its panels get lower instead.
render::PlacedFigure laid_out(render::Figure& figure, const Settings& settings, Progress& progress) {
  const render::TextEngine engine(figure.style.font);
  if (settings.text("theme") != "paper" && !settings.has("width"))
    return laid_out_slide(figure, engine, progress);
  render::PlacedFigure placed = render::lay_out(figure, engine);
  const double most = render::venue_named(settings.text("venue")).max_height_pt;
  if (settings.has("width") || placed.height_pt <= most) return placed;
  figure.height_pt = most;
  return render::lay_out(figure, engine);
}

// --strict: a map whose points lie elsewhere at every seed shows the seed.
void require_agreement(const std::vector<const NetworkView*>& networks) {
  constexpr double kMostSpread = 0.25;  // of the map's size (root mean square distance from its centre)
  for (const NetworkView* view : networks) {
    const embed::Embedding& map = view->embedding;
    if (map.spread.empty())
      fail(ErrorKind::data, view->id +
                                ": --strict needs the spread over seeds, which the map hasn't; make it "
                                "with rssviz embed " +
                                view->id + "/states.npz --seeds 5");
    std::vector<float> spread = map.spread;
    std::nth_element(spread.begin(), spread.begin() + static_cast<std::ptrdiff_t>(spread.size() / 2),
                     spread.end());
    const double median = spread[spread.size() / 2];
    if (median > kMostSpread)
      fail(ErrorKind::data, view->id + ": other seeds place half of the points more than " + percent(median) +
                                " of the map's size away; --strict refuses maps above " +
                                percent(kMostSpread) +
                                " (more neighbours, or --method pca, make it steadier)");
  }
}

// What of the drawing isn't as asked for. Never silent: dots that became a picture, signs that no font has.
void tell(const render::DrawReport& report, const fs::path& output, const Settings& settings,
          Progress& progress) {
  const std::string file = output.filename().string() + ": ";
  for (const render::DroppedLabel& label : report.dropped_labels)
    progress.note(file + "no room for the label '" + label.text + "'");
  if (!report.raster_panels.empty())
    progress.warn(file + "the dots of " + std::to_string(report.raster_panels.size()) +
                  (report.raster_panels.size() == 1 ? " panel are" : " panels are") + " a picture of " +
                  settings.text("raster-dpi") + " dpi (--points compact keeps them vectors)");
  for (const std::string& glyph : report.missing_glyphs) progress.warn(file + "no glyph for " + glyph);
}

}  // namespace

void write_captions(const fs::path& output, const render::Caption& caption) {
  fs::path beside = output;
  write_file(beside.replace_extension(".txt"), caption_text(caption));
  write_file(beside.replace_extension(".tex"), caption_tex(caption));
}

namespace {

// A run stands for the states that were recorded of it.
fs::path states_of(const fs::path& given) {
  std::error_code ignored;
  if (!fs::is_directory(given, ignored)) return given;
  if (!fs::exists(given / "states.npz", ignored))
    fail(ErrorKind::no_input,
         given.string() + ": no states were recorded there; make them with rssviz record " + given.string());
  return given / "states.npz";
}

}  // namespace

Subjects load_subjects(const std::vector<fs::path>& of, Networks networks, unsigned reads) {
  Subjects subjects;
  subjects.paths = of;
  if (networks == Networks::states || networks == Networks::state_sets)
    for (fs::path& path : subjects.paths) path = states_of(path);
  if (networks == Networks::comparison || are_files(networks)) return subjects;
  const bool bare = std::any_of(of.begin(), of.end(),
                                [&](const auto& path) { return is_bare_file(networks, reads, path); });
  if (bare && of.size() > 1)
    fail(ErrorKind::usage, "one file of states, or one run or more; got " + std::to_string(of.size()) +
                               " paths with a file among them (" + of.front().string() + ", ...)");
  if (bare) return subjects;
  for (const fs::path& run : of) {
    InputStamps read;
    subjects.networks.push_back(&subjects.views.emplace_back(load_view(run, reads, read)));
    subjects.inputs.add(read);
  }
  return subjects;
}

namespace {

std::vector<fs::path> subject_inputs(const std::vector<fs::path>& of, Networks networks, unsigned reads) {
  if (networks == Networks::comparison) return {of.front() / "objects.csv"};
  return inputs_of_kind(networks, of, reads);
}

}  // namespace

InputStamps stamps_of_files(const std::vector<fs::path>& of, Networks networks, unsigned reads,
                            const InputStamps& of_networks) {
  const bool reads_files = networks == Networks::comparison || are_files(networks);
  InputStamps stamps(reads_files ? subject_inputs(of, networks, reads) : std::vector<fs::path>{});
  stamps.add(of_networks);
  return stamps;
}

std::string figure_recipe(const FigureKind& kind, const std::vector<fs::path>& runs, const fs::path& output,
                          const Settings& settings) {
  return recipe_line(
      {"figure", {kind.name}, runs, subject_inputs(runs, kind.of, kind.reads), folder_of(output)},
      settings_of(kind, settings));
}

std::string film_recipe(const FilmKind& kind, const std::vector<fs::path>& runs, const fs::path& output,
                        const Settings& settings) {
  return recipe_line(
      {"animate", {kind.name}, runs, subject_inputs(runs, kind.of, kind.reads), folder_of(output)},
      settings_of(kind, settings));
}

namespace {

// A PDF has all pages; other files are numbered from the second page on, each made again by --page.
render::DrawReport write_pages(const std::vector<render::PlacedFigure>& pages, const fs::path& output,
                               render::FileMetadata metadata, const render::WriteOptions& write,
                               const Settings& settings,
                               const std::function<std::string(const Settings&)>& recipe_of) {
  render::DrawReport report;
  const bool one_file = pages.size() == 1 || suffix_of(output) == ".pdf";
  render::write_placed_pages(one_file ? std::span(pages) : std::span(pages).first(1), output, metadata,
                             &report, write);
  render::put_recipe(output, metadata.recipe);
  for (std::size_t i = 1; i < pages.size() && !one_file; ++i) {
    const std::string number = std::to_string(i + 1);
    fs::path file = output;
    file.replace_filename(output.stem().string() + "-" + number + output.extension().string());
    Settings of_page = settings;
    if (settings.table().find("page") != nullptr) of_page.set("page", {number});
    metadata.recipe = recipe_of(of_page);
    render::write_placed_figure(pages[i], file, metadata, &report, write);
    render::put_recipe(file, metadata.recipe);
  }
  return report;
}

std::vector<render::PlacedFigure> laid_out_pages(Drawn& drawn, const Settings& settings, Progress& progress) {
  std::vector<render::PlacedFigure> pages{laid_out(drawn.figure, settings, progress)};
  for (render::Figure& page : drawn.further_pages) {
    scale_ink(page);
    pages.push_back(laid_out(page, settings, progress));
  }
  return pages;
}

// --headline, or what was found at the head of the caption; --title where the kind has no title of its own.
void put_title(const FigureKind& kind, const Settings& settings, Drawn& drawn) {
  if (settings.flag("headline") && settings.has("title"))
    fail(ErrorKind::usage, "--headline and --title both stand over the figure; give one of them");
  if (settings.flag("headline"))
    put_headline(kind.name, drawn);
  else
    lead_caption(drawn);
  const bool own = std::any_of(kind.options.begin(), kind.options.end(),
                               [](const Option& option) { return option.name == "title"; });
  if (own || !settings.has("title")) return;
  drawn.figure.title = drawn.figure.caption.title = settings.text("title");
}

}  // namespace

Shown figure_step(const FigureKind& kind, const std::vector<const NetworkView*>& networks,
                  const std::vector<fs::path>& runs, const std::vector<fs::path>& outputs,
                  const Settings& given, const Execution& execution, const std::optional<std::string>& recipe,
                  const InputStamps& inputs) {
  const Settings settings = settings_of(kind, given);
  require_roles(kind, networks, settings);
  const InputStamps files = stamps_of_files(runs, kind.of, kind.reads, inputs);
  Drawn drawn = kind.make({networks, settings, execution, runs});
  tell_unfinished_sentences(networks, settings, execution.progress);
  render::Figure& figure = drawn.figure;
  if (settings.has("strict") && settings.flag("strict")) require_agreement(networks);
  put_title(kind, settings, drawn);
  if (settings.has("zoom")) add_zoom(settings.text("zoom"), figure);
  scale_ink(figure);
  render::FileMetadata metadata;
  metadata.title = figure.caption.title;
  metadata.author = settings.text("author");
  metadata.subject = figure.caption.text;
  const render::WriteOptions write = write_options(settings);
  for (const fs::path& output : outputs) render::check_figure_name(output);  // found before the work
  const std::vector<render::PlacedFigure> pages = laid_out_pages(drawn, settings, execution.progress);
  const formats::Table table = drawn.table ? std::move(*drawn.table) : table_of_drawing(drawn);
  std::vector<fs::path> read = files_given(settings);
  for (const fs::path& run : runs) read.push_back(formats::parse_source(run.string()).file);
  for (const fs::path& output : outputs) {
    execution.progress.check_stop();
    const bool keeps = keeps_table(output, table, read, execution.progress);
    const auto recipe_of = [&](const Settings& of_page) {
      return recipe ? *recipe : figure_recipe(kind, runs, output, of_page);
    };
    metadata.recipe = recipe_of(settings);
    files.require_unchanged();  // so that its hashes are of what was read
    const render::DrawReport report = write_pages(pages, output, metadata, write, settings, recipe_of);
    tell(report, output, settings, execution.progress);
    write_captions(output, figure.caption);
    if (!keeps) write_table(output, table, settings.has("latex") && settings.flag("latex"));
    if (!drawn.findings.empty()) write_findings(output, drawn.findings);
  }
  return {figure.caption.title, figure.caption.text};
}

Shown shown_of(const fs::path& output) {
  fs::path beside = output;
  if (!fs::exists(beside.replace_extension(".txt"))) return {};
  const std::string text = read_file(beside);
  const std::size_t end = text.find("\n\n");
  if (end == std::string::npos) return {text, ""};
  std::string body = text.substr(end + 2);
  while (!body.empty() && body.back() == '\n') body.pop_back();
  return {text.substr(0, end), body};
}

}  // namespace rssviz::cli
