#include "render/svg/svg_text.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "render/cairo/markup.h"
#include "render/svg/svg_number.h"

namespace rssviz::render {
namespace {

constexpr double kSmall = .7;     // of the size of the text around
constexpr double kLowered = .18;  // em of the text around
constexpr double kRaised = .36;

struct Look {
  double size{1};  // of the line's own size
  double rise{0};  // em of the line's own size
  bool italic{false};
  bool bold{false};

  friend bool operator==(const Look&, const Look&) = default;
};

Look inside(std::string_view tag, Look look) {
  const auto shifted = [&](double em) {
    look.rise += em * look.size;
    look.size *= kSmall;
  };
  if (tag == "sub") shifted(-kLowered);
  if (tag == "sup") shifted(kRaised);
  if (tag == "i") look.italic = true;
  if (tag.find("style=\"normal\"") != std::string_view::npos) look.italic = false;
  if (tag.find("weight=") != std::string_view::npos) look.bold = true;
  return look;
}

class Writer {
 public:
  // Marked-up words of one look; `words` are escaped already.
  void add(std::string_view words, const Look& look) {
    if (words.empty()) return;
    std::string attributes;
    const double down = rise_ - look.rise;  // SVG's y runs downwards
    if (std::abs(down) > 1e-9) attributes += " dy=\"" + svg_number(down / look.size) + "em\"";
    if (look.size < 1) attributes += " font-size=\"" + svg_number(100 * look.size) + "%\"";
    if (look.italic) attributes += " font-style=\"italic\"";
    if (look.bold) attributes += " font-weight=\"600\"";
    rise_ = look.rise;
    if (attributes.empty())
      out_ += words;
    else
      out_.append("<tspan").append(attributes).append(">").append(words).append("</tspan>");
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  double rise_ = 0;
};

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : drawable_text(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string svg_text_content(std::string_view text) {
  const std::string markup = pango_markup(text);
  Writer writer;
  std::vector<Look> looks{{}};
  std::string words;  // gathered while the look stays, so that letters of one look share an element
  Look gathered;
  std::size_t at = 0;
  while (at < markup.size()) {
    if (markup[at] != '<') {
      const std::size_t end = std::min(markup.find('<', at), markup.size());
      if (!(gathered == looks.back())) {
        writer.add(words, gathered);
        words.clear();
        gathered = looks.back();
      }
      words += markup.substr(at, end - at);
      at = end;
      continue;
    }
    const std::size_t end = markup.find('>', at);
    const std::string_view tag = std::string_view(markup).substr(at + 1, end - at - 1);
    if (tag.front() == '/')
      looks.pop_back();
    else
      looks.push_back(inside(tag, looks.back()));
    at = end + 1;
  }
  writer.add(words, gathered);
  return writer.take();
}

}  // namespace rssviz::render
