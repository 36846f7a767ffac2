#include "render/layout/end_names.h"

#include <algorithm>
#include <vector>

#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

struct EndName {
  const Label* label{nullptr};
  double wanted{0};  // from the top of the data area
  double placed{0};
};

// In their order, none nearer than `apart` to the next, each as near to its place as the others let it:
// blocks of names that touch stand around the mean of their places (pool adjacent violators; Barlow et al.
// 1972).
void move_apart(std::vector<EndName>& names, double apart, double low, double high) {
  struct Block {
    double sum{0};  // of the first name's place, as each of its names would have it
    std::size_t first{0}, count{0};
    double start() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < names.size(); ++i) {
    blocks.push_back({names[i].wanted, i, 1});
    while (blocks.size() > 1) {
      const Block last = blocks.back();
      Block& before = blocks[blocks.size() - 2];
      const double length = static_cast<double>(before.count) * apart;
      if (before.start() + length <= last.start()) break;
      before.sum += last.sum - static_cast<double>(last.count) * length;
      before.count += last.count;
      blocks.pop_back();
    }
  }
  for (const Block& block : blocks) {
    const double length = static_cast<double>(block.count - 1) * apart;
    const double start = std::max(low, std::min(block.start(), high - length));
    for (std::size_t k = 0; k < block.count; ++k)
      names[block.first + k].placed = start + static_cast<double>(k) * apart;
  }
  // Blocks that the edges pushed onto others.
  for (std::size_t i = 1; i < names.size(); ++i)
    names[i].placed = std::max(names[i].placed, names[i - 1].placed + apart);
  for (std::size_t i = names.size(); i-- > 1;)
    names[i - 1].placed = std::min(names[i - 1].placed, names[i].placed - apart);
}

std::vector<EndName> names_of(const Panel& panel, const AxisTransform& y, double height_pt) {
  std::vector<EndName> names;
  for (const Label& label : panel.labels) {
    if (!is_end_name(label) || label.text.empty()) continue;
    names.push_back({&label, std::clamp(y.page_from_data(label.at.y), 0.0, height_pt), 0});
  }
  std::stable_sort(names.begin(), names.end(),
                   [](const EndName& a, const EndName& b) { return a.wanted < b.wanted; });
  return names;
}

}  // namespace

void place_end_names(const Panel& panel, const Style& style, const TextMetrics& metrics, double width_pt,
                     double height_pt, Decoration& decoration) {
  std::vector<EndName> names = names_of(panel, decoration.y, height_pt);
  if (names.empty()) return;
  const double size = style.tick_pt, unit = ink_scale(style);
  const double apart = line_height({size, false, false});
  const double spare = std::max(0.0, apart * static_cast<double>(names.size()) - height_pt);
  move_apart(names, apart, 0.3 * size - spare / 2, height_pt - 0.3 * size + spare / 2);
  const bool moved = std::any_of(names.begin(), names.end(), [&](const EndName& name) {
    return std::abs(name.placed - name.wanted) > 0.35 * size;
  });
  const double gap = (moved ? 9 : 3.5) * unit;
  for (const EndName& name : names) {
    const TextLook look{{size, name.label->bold, false}, name.label->color, TextRole::label, 0};
    decoration.texts.push_back(
        text_at(metrics, name.label->text, look, {width_pt + gap, name.placed}, Across::left, Along::middle));
    if (!moved) continue;
    decoration.leaders.push_back({{width_pt + 1.5 * unit, name.wanted},
                                  {width_pt + gap - 1.5 * unit, name.placed},
                                  name.label->color,
                                  kNoPanel});
  }
}

}  // namespace rssviz::render
