#include "render/cairo/text_engine.h"

#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/error.h"
#include "core/parallel.h"
#include "render/cairo/fonts.h"
#include "render/cairo/markup.h"
#include "render/cairo/text_engine_impl.h"

namespace rssviz::render {
namespace {

struct FontOptionsDestroy {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
struct DescriptionFree {
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
};
struct IteratorFree {
  void operator()(PangoLayoutIter* iterator) const { pango_layout_iter_free(iterator); }
};

// `families`: "Inter,DejaVu Sans".
std::string missing_text(unsigned code, std::string_view families) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", code);
  std::string fonts(families);
  for (std::size_t at = fonts.find(','); at != std::string::npos; at = fonts.find(',', at + 1))
    fonts.replace(at, 1, fonts.find(',', at + 1) == std::string::npos ? " or " : ", ");
  return std::string(text) + " not in " + fonts;
}

void note_missing(PangoLayout* layout, std::string_view families, std::set<std::string>& missing) {
  if (pango_layout_get_unknown_glyphs_count(layout) == 0) return;
  const std::unique_ptr<PangoLayoutIter, IteratorFree> iterator(pango_layout_get_iter(layout));
  do {
    const PangoLayoutRun* run = pango_layout_iter_get_run_readonly(iterator.get());
    for (int i = 0; run != nullptr && i < run->glyphs->num_glyphs; ++i) {
      const PangoGlyph glyph = run->glyphs->glyphs[i].glyph;
      if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
        missing.insert(missing_text(glyph & ~static_cast<PangoGlyph>(PANGO_GLYPH_UNKNOWN_FLAG), families));
      }
    }
  } while (pango_layout_iter_next_run(iterator.get()));
}

}  // namespace

GObjectPtr<PangoContext> TextEngine::Impl::make_context() const {
  GObjectPtr<PangoContext> made(pango_font_map_create_context(font_map.get()));
  const std::unique_ptr<cairo_font_options_t, FontOptionsDestroy> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(made.get(), options.get());
  pango_cairo_context_set_resolution(made.get(), 72);
  pango_context_set_round_glyph_positions(made.get(), FALSE);
  pango_context_set_language(made.get(), pango_language_from_string("en"));
  return made;
}

namespace {

void replace_all(std::string& text, std::string_view what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// Pango takes the size of <sup> and <sub> from the font as it is scaled for the surface: on an image of 150
// dpi exponents would be twice as large as they were measured. So they are given a size: no smaller than can
// be read in print, where the text around isn't either.
std::string with_exponents(std::string markup, double size_pt) {
  constexpr double kShare = 0.68, kLeast_pt = 6;
  const double share = std::clamp(kLeast_pt / size_pt, kShare, 1.0);
  const auto span = [&](double rise) {
    return "<span size=\"" + std::to_string(std::lround(std::ceil(100 * share))) + "%\" rise=\"" +
           std::to_string(std::lround(rise * size_pt * PANGO_SCALE)) + "\">";
  };
  replace_all(markup, "<sup>", span(0.36));
  replace_all(markup, "<sub>", span(-0.16));
  replace_all(markup, "</sup>", "</span>");
  replace_all(markup, "</sub>", "</span>");
  return markup;
}

}  // namespace

void TextEngine::Impl::set_text(PangoLayout* layout_to_set, std::string_view text, const TextFont& font) {
  const std::unique_ptr<PangoFontDescription, DescriptionFree> description(pango_font_description_new());
  pango_font_description_set_family_static(description.get(), families.c_str());
  pango_font_description_set_absolute_size(description.get(), font.size_pt * PANGO_SCALE);
  pango_font_description_set_weight(description.get(),
                                    font.bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(description.get(), font.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_layout_set_font_description(layout_to_set, description.get());
  pango_layout_set_single_paragraph_mode(layout_to_set, TRUE);
  // Figures of equal width, so that numbers don't jump in films; no arrows made of "->".
  const std::string markup =
      "<span font_features=\"tnum=1,calt=0\">" + with_exponents(pango_markup(text), font.size_pt) + "</span>";
  pango_layout_set_markup(layout_to_set, markup.c_str(), static_cast<int>(markup.size()));
  note_missing(layout_to_set, families, missing);
}

TextEngine::TextEngine(std::string_view preset) : impl_(std::make_unique<Impl>()) {
  require_a_thread();  // Pango looks for fonts on one, and GLib ends the program where it can't
  impl_->families = font_families(preset);
  FcConfig* config = font_config(preset);
  impl_->font_map.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (!impl_->font_map) fail(ErrorKind::internal, "Pango was built without FreeType");
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(impl_->font_map.get()), config);
  impl_->context = impl_->make_context();
  impl_->layout.reset(pango_layout_new(impl_->context.get()));
}

TextEngine::~TextEngine() = default;

TextExtent TextEngine::measure(std::string_view text, const TextFont& font) const {
  std::string key(text);
  key += '\0';
  key += std::to_string(font.size_pt) + (font.bold ? "b" : "") + (font.italic ? "i" : "");
  if (const auto found = impl_->extents.find(key); found != impl_->extents.end()) return found->second;
  impl_->set_text(impl_->layout.get(), text, font);
  PangoRectangle ink{};
  PangoRectangle logical{};
  pango_layout_line_get_extents(pango_layout_get_line_readonly(impl_->layout.get(), 0), &ink, &logical);
  const auto points = [](int units) { return static_cast<double>(units) / PANGO_SCALE; };
  TextExtent extent;
  extent.width_pt = std::max(points(logical.width), points(ink.x + ink.width));
  extent.ascent_pt = std::max(0.76 * font.size_pt, points(-ink.y));
  extent.descent_pt = std::max(0.21 * font.size_pt, points(ink.y + ink.height));
  impl_->extents.emplace(std::move(key), extent);
  return extent;
}

const std::string& TextEngine::families() const { return impl_->families; }

std::vector<std::string> TextEngine::missing_glyphs() const {
  return {impl_->missing.begin(), impl_->missing.end()};
}

}  // namespace rssviz::render
