// `rssviz animate`: a film in the format asked for, with its caption, its posters and what else is asked for.
#include <charconv>
#include <mutex>

#include "cli/compose/figure_kind.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_strip.h"
#include "cli/compose/film_parts/subtitles.h"
#include "cli/compose/kind_tables.h"
#include "cli/options/option_table.h"
#include "cli/pipeline/steps/steps.h"
#include "core/error.h"
#include "core/output_file.h"
#include "core/text.h"
#include "render/cairo/write_figure.h"
#include "render/figure/animation.h"
#include "render/film/film.h"
#include "render/provenance/recipe.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

using render::FilmFormat;

struct Preset {
  const char* name;
  const char* extension;
  FilmFormat format;
  const char* size;
};

constexpr Preset kPresets[] = {{"talk", ".mp4", FilmFormat::h264, "1920x1080"},
                               {"web", ".webm", FilmFormat::vp9, "1280x720"},
                               {"edit", ".mov", FilmFormat::prores, "1920x1080"},
                               {"gif", ".gif", FilmFormat::gif, "960x540"},
                               {"frames", "", FilmFormat::h264, "1920x1080"}};

const Preset& preset_for(const fs::path& output, const Settings& settings) {
  const std::string extension = suffix_of(output);
  if (!settings.has("preset")) {
    for (const Preset& preset : kPresets)
      if (extension == preset.extension && !extension.empty()) return preset;
    const bool is_still = extension == ".pdf" || extension == ".svg" || extension == ".png";
    const std::string film = output.stem().string();
    fail(ErrorKind::usage,
         "can't tell what to write from \"" + output.string() +
             "\"; films end in .mp4, .webm, .mov or .gif (--preset frames: a folder)" +
             (!is_still ? ""
              : settings.has("strip")
                  ? "; --strip writes its stills beside the film: -o " + film + ".mp4 writes " + film +
                        "-strip.pdf too"
                  : "; a still: --at 5s; stills of the map on one page: --strip 6 -o " + film + ".mp4"));
  }
  for (const Preset& preset : kPresets) {
    if (settings.text("preset") != preset.name) continue;
    if (extension != preset.extension)
      fail(ErrorKind::usage,
           "--preset " + settings.text("preset") + " writes " +
               (*preset.extension == 0 ? std::string("a folder, whose name has no suffix")
                                       : "files ending in " + std::string(preset.extension)) +
               "; the output is " + output.string());
    return preset;
  }
  fail(ErrorKind::internal, "a preset without a row");
}

std::pair<int, int> film_size(const std::string& text) {
  int width = 0, height = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, width);
  if (first.ec == std::errc{} && first.ptr != end && *first.ptr == 'x') {
    const auto second = std::from_chars(first.ptr + 1, end, height);
    if (second.ec == std::errc{} && second.ptr == end) return {width, height};
  }
  fail(ErrorKind::usage, "--size: '" + text + "' is not of the form 1920x1080");
}

render::FilmOptions film_options(const Preset& preset, const Settings& settings) {
  render::FilmOptions options;
  options.format = preset.format;
  const bool draft = settings.flag("draft");
  if (draft && settings.has("size"))
    fail(ErrorKind::usage, "--draft has a size of its own; leave out --size");
  std::tie(options.width, options.height) = film_size(draft                  ? "960x540"
                                                      : settings.has("size") ? settings.text("size")
                                                                             : preset.size);
  if (draft) options.preset = "ultrafast";
  options.crf = static_cast<int>(settings.integer("crf"));
  options.check();
  return options;
}

// What a maker says on its way, kept until nothing can be refused any more: an error stands alone.
class HeldWords final : public Progress {
 public:
  explicit HeldWords(Progress& outer) : outer_(outer) {}
  void begin(std::string_view label, std::size_t total) override { outer_.begin(label, total); }
  void advance(std::size_t done) override { outer_.advance(done); }
  void note(std::string_view message) override { keep(message, false); }
  void warn(std::string_view message) override { keep(message, true); }
  bool stop_requested() const override { return outer_.stop_requested(); }
  void say() {
    for (const auto& [message, is_warning] : words_) is_warning ? outer_.warn(message) : outer_.note(message);
    words_.clear();
  }

 private:
  void keep(std::string_view message, bool is_warning) {
    const std::lock_guard lock(mutex_);
    words_.emplace_back(message, is_warning);
  }
  Progress& outer_;
  std::mutex mutex_;
  std::vector<std::pair<std::string, bool>> words_;
};

struct Filming {
  const Preset& preset;
  const render::FilmOptions& options;
  const std::string& recipe;
  const Execution& execution;
};

void write_one(const render::Animation& animation, const fs::path& output, const Filming& how) {
  if (std::string(how.preset.name) == "frames")
    return render::write_frames(animation, output, how.options, how.recipe, how.execution);
  render::write_film(animation, output, how.options, animation.still.caption.title, how.recipe,
                     how.execution);
  if (how.options.format == FilmFormat::gif) render::put_recipe(output, how.recipe);
}

fs::path beside(const fs::path& output, const std::string& suffix) {
  return output.parent_path() / (output.stem().string() + suffix);
}

// One film a chapter, for a talk that goes on at a click, and the last picture of each.
void write_chapters(const render::Animation& animation, const fs::path& output, const Filming& how) {
  const std::vector<render::Chapter>& chapters = animation.chapters;
  if (chapters.empty()) fail(ErrorKind::usage, "--split chapters: this film has no chapters");
  const std::size_t digits = chapters.size() > 99 ? 3 : 2;
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const std::size_t first = i == 0 ? 0 : chapters[i].first_frame;
    const std::size_t end = i + 1 < chapters.size() ? chapters[i + 1].first_frame : animation.frames;
    render::Animation part = animation;
    part.frames = end - first;
    part.chapters.clear();
    part.poster_frame = part.frames - 1;
    part.moving_at = [all = animation.moving_at, first](std::size_t n) { return all(first + n); };
    std::string number = std::to_string(i + 1);
    number.insert(0, digits - std::min(digits, number.size()), '0');
    write_one(part, beside(output, "-" + number + how.preset.extension), how);
    const fs::path still = beside(output, "-" + number + ".png");
    const render::Figure last = render::figure_of_frame(part, part.frames - 1);
    render::write_figure(last, still, {.title = last.caption.title, .recipe = how.recipe}, nullptr,
                         {.dpi = 72 * how.options.width / last.width_pt});
    render::put_recipe(still, how.recipe);
  }
}

void write_still(const render::Animation& animation, std::size_t frame, const fs::path& output, int width,
                 const std::string& recipe) {
  const render::Figure still = render::figure_of_frame(animation, frame);
  render::write_figure(still, output, {.title = animation.still.caption.title, .recipe = recipe}, nullptr,
                       {.dpi = 72 * width / still.width_pt});
  render::put_recipe(output, recipe);
  write_captions(output, animation.still.caption);
}

// A still has no length, no stills of its own and no encoder.
void refuse_of_films(const Settings& settings) {
  for (const char* name : {"strip", "split", "preset", "crf"})
    if (settings.given(name) && settings.text(name) != settings.table().find(name)->default_text)
      fail(ErrorKind::usage, "--" + std::string(name) + " belongs to a whole film; --at writes one still");
}

void write_strip(const render::Figure& strip, const fs::path& output, const std::string& recipe) {
  const fs::path path = beside(output, "-strip.pdf");
  render::write_figure(
      strip, path,
      {.title = strip.caption.title, .author = "rssviz", .subject = strip.caption.text, .recipe = recipe});
  write_captions(path, strip.caption);
}

void say_large(const render::Animation& gif, const fs::path& output, Progress& progress) {
  if (gif.frames > 300)
    progress.warn(output.filename().string() + ": a GIF of " + std::to_string(gif.frames) +
                  " frames is large; .webm is a tenth of it, --duration makes it shorter");
}

// What the film says, as subtitles and in a sentence or two.
void write_words(const render::Animation& animation, const fs::path& output) {
  const std::vector<Subtitle> subtitles = subtitles_of(animation);
  write_file(beside(output, ".srt"), srt_text(subtitles));
  write_file(beside(output, ".vtt"), vtt_text(subtitles));
  write_file(beside(output, ".alt.txt"), alt_text(animation) + "\n");
}

// The poster as browsers show it before the film plays.
void write_cover(const render::Animation& animation, const fs::path& output, const std::string& recipe) {
  const fs::path path = beside(output, "-poster.png");
  const render::Figure poster = render::figure_of_frame(animation, animation.poster_frame);
  render::write_figure(poster, path, {.title = poster.caption.title, .recipe = recipe}, nullptr,
                       {.dpi = 72 * 960 / poster.width_pt});
  render::put_recipe(path, recipe);
}

}  // namespace

Shown film_step(const FilmKind& kind, const std::vector<const NetworkView*>& networks,
                const std::vector<fs::path>& runs, const fs::path& output, const Settings& given,
                const Execution& execution, const std::optional<std::string>& given_recipe,
                const InputStamps& inputs) {
  const Settings settings = settings_of(kind, given);
  const bool still_only = settings.has("at");
  if (still_only) refuse_of_films(settings);
  // A wrong name or size is found before the work.
  const Preset& preset = still_only ? kPresets[0] : preset_for(output, settings);
  const render::FilmOptions options = film_options(preset, settings);
  require_roles(kind, networks, settings);
  const InputStamps files = stamps_of_files(runs, kind.of, kind.reads, inputs);
  HeldWords words(execution.progress);
  const render::Animation animation = kind.make({networks, settings, {execution.workers, words}, runs});
  const std::string recipe = given_recipe ? *given_recipe : film_recipe(kind, runs, output, settings);
  files.require_unchanged();  // so that its hashes are of what was read
  const render::Caption& caption = animation.still.caption;
  if (still_only) {
    const std::size_t frame = frame_at(settings, animation);
    words.say();
    write_still(animation, frame, output, options.width, recipe);
    return {caption.title, caption.text};
  }
  std::optional<render::Figure> strip;  // what it can't show is found before the film is made
  if (settings.has("strip")) strip = film_strip(animation, static_cast<int>(settings.integer("strip")));
  words.say();
  if (options.format == FilmFormat::gif) say_large(animation, output, execution.progress);
  const Filming how{preset, options, recipe, execution};
  if (settings.text("split") == "chapters")
    write_chapters(animation, output, how);
  else
    write_one(animation, output, how);
  render::write_posters(animation, output, "pdf", recipe, execution);
  write_words(animation, output);
  write_cover(animation, output, recipe);
  if (strip) write_strip(*strip, output, recipe);
  write_captions(output, caption);
  return {caption.title, caption.text};
}

}  // namespace rssviz::cli
