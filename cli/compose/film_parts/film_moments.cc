#include "cli/compose/film_parts/film_moments.h"

#include <algorithm>
#include <cmath>

namespace rssviz::cli {
namespace {

constexpr const char* kTo = " \u2192 ";

// What both begin with, up to a space: "epoch ".
std::size_t shared_beginning(const std::string& a, const std::string& b) {
  std::size_t shared = 0, word = 0;
  while (shared < std::min(a.size(), b.size()) && a[shared] == b[shared])
    if (a[shared++] == ' ') word = shared;
  return word;
}

std::string from_to(const std::string& from, const std::string& to) {
  return from + kTo + to.substr(shared_beginning(from, to));
}

bool has_place(const render::Point& point) { return std::isfinite(point.x) && std::isfinite(point.y); }

// What `share` of the values lie below.
double quantile(std::vector<double> values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

}  // namespace

std::string passage_text(const std::vector<std::string>& names, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  if (k + 1 >= names.size() || (k == 0 && moment.is_true())) return names[k];
  return from_to(names[k], names[k + 1]);
}

std::string name_of_moment(const std::string& headline) { return headline.substr(0, headline.find(kTo)); }

std::string widest_passage(const std::vector<std::string>& names) {
  std::string widest = names.front();
  for (std::size_t k = 0; k + 1 < names.size(); ++k)
    if (const std::string text = from_to(names[k], names[k + 1]); text.size() > widest.size()) widest = text;
  return names.back().size() > widest.size() ? names.back() : widest;
}

std::size_t told_stage(const StageMoment& moment, std::size_t stages) {
  const auto k = static_cast<std::size_t>(moment.stage);
  return k == 0 && moment.is_true() ? 0 : std::min(k + 1, stages - 1);
}

std::vector<render::TextSlot> above_players_bar(std::vector<render::TextSlot> slots) {
  for (render::TextSlot& slot : slots) slot.side = render::Side::top;
  // An empty line: with the margin it is higher than the bars of browsers and players.
  slots.push_back({"foot", "", "", render::Side::bottom, 6, false});
  return slots;
}

void to_one_size(std::vector<std::vector<render::Point>>& stages) {
  for (std::vector<render::Point>& at : stages) {
    render::Point centre;
    double n = 0;
    for (const render::Point& point : at)
      if (has_place(point)) centre = {centre.x + point.x, centre.y + point.y}, ++n;
    if (n == 0) continue;
    centre = {centre.x / n, centre.y / n};
    std::vector<double> radii;
    for (const render::Point& point : at)
      if (has_place(point)) radii.push_back(std::hypot(point.x - centre.x, point.y - centre.y));
    const double radius = quantile(std::move(radii), 0.98);
    const double scale = radius > 0 ? 1 / radius : 1;
    for (render::Point& point : at) point = {scale * (point.x - centre.x), scale * (point.y - centre.y)};
  }
}

}  // namespace rssviz::cli
