#include "cli/compose/headline.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSaid = 2;  // findings that fit over a figure

std::string said(const Finding& finding, std::size_t begin) {
  std::string text = finding.name.substr(begin) + " " + said_number(finding.value);
  if (std::isfinite(finding.low) && std::isfinite(finding.high))
    text += " (" + said_number(finding.low) + " to " + said_number(finding.high) + ")";
  return text;
}

// Where a name goes on after what it has in common with the one before: "glass: LSTM", "glass: ESN": at
// "ESN".
std::size_t new_part(const std::string& before, const std::string& name) {
  const auto parted = std::mismatch(name.begin(), name.end(), before.begin(), before.end()).first;
  const std::string common(name.begin(), parted);
  std::size_t begin = 0;
  for (const char* const end : {": ", ", "})
    if (const std::size_t at = common.rfind(end); at != std::string::npos) begin = std::max(begin, at + 2);
  return begin;
}

}  // namespace

std::string said_number(double value) {
  const double size = std::abs(value);
  if (size > 0 && size < 5e-5) return value < 0 ? "above \u2212.0001" : "below .0001";
  const std::string sign = value < 0 ? "\u2212" : "";
  if (size == std::floor(size) && size < 1e9) return sign + with_commas(std::llround(size));
  const int places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : size >= 0.001 ? 3 : 4;
  return sign + decimals(size, places);
}

std::string headline_of(const std::vector<Finding>& findings) {
  std::string text, before;
  std::size_t count = 0;
  for (const Finding& finding : findings) {
    if (!std::isfinite(finding.value)) continue;
    text += (count == 0 ? "" : "; ") + said(finding, new_part(before, finding.name));
    before = finding.name;
    if (++count == kSaid) break;
  }
  return text;
}

void put_headline(const std::string& kind, Drawn& drawn) {
  const std::string headline = headline_of(drawn.findings);
  if (headline.empty())
    fail(ErrorKind::usage,
         "--headline: " + kind +
             " comes to no number that could be said in a line; leave it out, or choose a kind "
             "that writes FIGURE.findings.csv");
  drawn.figure.title = headline;
  render::Caption& caption = drawn.figure.caption;
  const bool ends = caption.title.ends_with('.') || caption.title.ends_with('?');
  caption.text = caption.title + (caption.title.empty() || ends ? "" : ".") + " " + caption.text;
  caption.title = headline + ".";
}

void lead_caption(Drawn& drawn) {
  const std::string headline = headline_of(drawn.findings);
  if (!headline.empty()) drawn.figure.caption.text = "Found: " + headline + ". " + drawn.figure.caption.text;
}

}  // namespace rssviz::cli
