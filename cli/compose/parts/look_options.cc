#include "cli/compose/parts/look_options.h"

namespace rssviz::cli {

using enum OptionType;

Option font_option() {
  return {"font", text,
          "sans", "typeface: Inter, TeX Gyre Heros, TeX Gyre Termes or CMU Serif",
          true,   {"sans", "helvetica", "times", "latex"}};
}

Option palette_option() {
  return {"palette",
          text,
          "",
          "colours of classes (okabe-ito, tol-muted) or of values (default: Okabe-Ito to seven classes and "
          "Tol muted beyond; viridis)",
          true,
          {"okabe-ito", "tol-muted", "viridis", "inferno", "magma", "cividis", "red-blue", "twilight"}};
}

std::vector<Option> look_options() {
  return {
      {"venue",
       text,
       "neurips",
       "whose widths and text sizes to use",
       true,
       {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
      {"theme", text, "paper", "colours of paper and ink", true, {"paper", "talk-light", "talk-dark"}},
      font_option(),
      palette_option(),
      {"text-size",
       number,
       "",
       "size of labels in points, ticks being one point smaller (default: the venue's)",
       true,
       {}},
      {"width",
       text,
       "",
       "width of the figure: 5.5in, 89mm or 396pt (default: what the kind needs of the venue's widths)",
       true,
       {}},
      {"dpi", number, "300", "resolution of PNG files", true, {}},
      {"points",
       text,
       "auto",
       "how dots are written: as circles, as round caps (far smaller files), or as one picture; auto: "
       "circles to 5,000 dots a panel, caps to 50,000, a picture above",
       true,
       {"auto", "exact", "compact", "raster"}},
      {"raster-dpi", number, "300", "resolution of dots written as a picture", true, {}},
      {"svg-text",
       text,
       "outlines",
       "SVG: letters as outlines, the same everywhere, or as text, to be edited where the fonts are",
       true,
       {"outlines", "text"}},
      {"strict-fonts", flag, "", "fail where the fonts lack a character, instead of saying so", false, {}},
      {"author", text, "rssviz", "author named in PDF files", true, {}},
  };
}

}  // namespace rssviz::cli
