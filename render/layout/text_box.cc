#include "render/layout/text_box.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace rssviz::render {
namespace {

// Words at spaces outside of dollars.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;
  for (const char c : text) {
    if (c == '$') inside = !inside;
    if (c == ' ' && !inside) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

std::vector<std::string> break_lines(const TextMetrics& metrics, const std::vector<std::string>& words,
                                     const TextFont& font, double width_pt, double indent_pt) {
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    const double room = width_pt - (lines.size() <= 1 ? indent_pt : 0);
    const std::string longer = lines.empty() ? word : lines.back() + " " + word;
    if (!lines.empty() && metrics.measure(longer, font).width_pt <= room) {
      lines.back() = longer;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

bool fits(const TextMetrics& metrics, const FittedText& text, double width_pt, std::size_t most_lines,
          double indent_pt) {
  if (text.lines.size() > most_lines) return false;
  double room = width_pt - indent_pt;
  for (const std::string& line : text.lines) {
    if (metrics.measure(line, text.font).width_pt > room + 0.01) return false;
    room = width_pt;
  }
  return true;
}

void drop_last_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

// A line that is wider than the room, one word, in pieces that aren't.
std::vector<std::string> hyphenated(const TextMetrics& metrics, std::string line, const TextFont& font,
                                    double room) {
  std::vector<std::string> pieces;
  while (metrics.measure(line, font).width_pt > room + 0.01) {
    std::string piece = line;
    while (!piece.empty() && metrics.measure(piece + "-", font).width_pt > room) drop_last_character(piece);
    if (piece.empty()) break;  // not even a letter has room
    line.erase(0, piece.size());
    pieces.push_back(piece + "-");
  }
  pieces.push_back(line);
  return pieces;
}

}  // namespace

PlacedText text_at(const TextMetrics& metrics, std::string text, const TextLook& look, Point at,
                   Across across, Along along) {
  PlacedText placed;
  placed.extent = metrics.measure(text, look.font);
  placed.text = std::move(text);
  placed.font = look.font;
  placed.color = look.color;
  placed.role = look.role;
  placed.angle_deg = look.angle_deg;
  const double width = placed.extent.width_pt;
  const double forward = across == Across::left ? 0 : (across == Across::centre ? width / 2 : width);
  double upward = 0;
  if (along == Along::top) upward = placed.extent.ascent_pt;
  if (along == Along::middle) upward = 0.363 * look.font.size_pt;
  if (along == Along::bottom) upward = -placed.extent.descent_pt;
  const double turn = look.angle_deg * std::numbers::pi / 180;
  placed.at.x = at.x - forward * std::cos(turn) + upward * std::sin(turn);
  placed.at.y = at.y + forward * std::sin(turn) + upward * std::cos(turn);
  return placed;
}

// Smaller text is sent back by most publishers; a text that is small already shrinks by an eighth at most.
constexpr double kLeastPrinted = 6;
// On a slide of 1920 x 1080 points: smaller text isn't read from the last row.
constexpr double kLeastShown = 28;

double least_size(double size_pt) {
  if (size_pt >= kLeastShown) return kLeastShown;
  return size_pt > kLeastPrinted ? kLeastPrinted : 0.88 * size_pt;
}

FittedText fit_text(const TextMetrics& metrics, std::string_view text, const TextFont& font, double width_pt,
                    std::size_t most_lines, double indent_pt) {
  const auto words = words_of(text);
  FittedText fitted;
  for (const double share : {1.0, 0.94, 0.88, 0.82, 0.76, 0.7}) {
    if (share < 1 && font.size_pt * share < least_size(font.size_pt)) break;
    fitted.font = font;
    fitted.font.size_pt = font.size_pt * share;
    fitted.lines = break_lines(metrics, words, fitted.font, width_pt, indent_pt);
    if (fits(metrics, fitted, width_pt, most_lines, indent_pt)) return fitted;
  }
  // More lines than asked for, or a word in two, are better than a sentence cut off.
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < fitted.lines.size(); ++i) {
    const double room = std::max(0.0, width_pt - (i == 0 ? indent_pt : 0));
    for (std::string& piece : hyphenated(metrics, fitted.lines[i], fitted.font, room))
      lines.push_back(std::move(piece));
  }
  fitted.lines = std::move(lines);
  return fitted;
}

}  // namespace rssviz::render
