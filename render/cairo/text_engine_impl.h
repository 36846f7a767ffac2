// Pango's side of TextEngine, for render/cairo/*.cc only.
#pragma once

#include <pango/pangocairo.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "render/cairo/text_engine.h"

namespace rssviz::render {

struct GObjectUnref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using GObjectPtr = std::unique_ptr<T, GObjectUnref>;

struct TextEngine::Impl {
  GObjectPtr<PangoFontMap> font_map{};
  GObjectPtr<PangoContext> context{};
  GObjectPtr<PangoLayout> layout{};
  std::unordered_map<std::string, TextExtent> extents{};
  std::set<std::string> missing{};
  std::string families{};

  // A context for drawing or measuring: no hinting, no rounding, 72 dots an inch.
  GObjectPtr<PangoContext> make_context() const;
  // Sets `layout` to a line of text; notes characters without a glyph.
  void set_text(PangoLayout* layout_to_set, std::string_view text, const TextFont& font);
};

}  // namespace rssviz::render
