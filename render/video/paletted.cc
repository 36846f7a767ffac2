#include "render/video/paletted.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kCells = 32 * 32 * 32;

std::size_t cell_of(std::uint32_t pixel) {
  return ((pixel >> 9) & 0x7C00) | ((pixel >> 6) & 0x3E0) | ((pixel >> 3) & 0x1F);
}

struct Cell {
  std::uint64_t count{0};
  std::array<std::uint64_t, 3> sum{};  // red, green, blue

  int mean(std::size_t channel) const { return static_cast<int>((sum[channel] + count / 2) / count); }
};

// Colours first .. last - 1 of the list, with the widest of their channels.
struct Box {
  std::size_t first{0};
  std::size_t last{0};
  std::size_t channel{0};
  int width{0};
};

Box box_of(const std::vector<Cell>& cells, std::size_t first, std::size_t last) {
  Box box{first, last, 0, 0};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    int low = 255, high = 0;
    for (std::size_t i = first; i < last; ++i) {
      low = std::min(low, cells[i].mean(channel));
      high = std::max(high, cells[i].mean(channel));
    }
    if (high - low > box.width) {
      box.width = high - low;
      box.channel = channel;
    }
  }
  return box;
}

// Sorts the box's colours along its widest channel and splits them where half of the pixels are.
std::pair<Box, Box> split(std::vector<Cell>& cells, const Box& box) {
  const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(box.first),
             end = cells.begin() + static_cast<std::ptrdiff_t>(box.last);
  std::stable_sort(begin, end,
                   [&](const Cell& a, const Cell& b) { return a.mean(box.channel) < b.mean(box.channel); });
  std::uint64_t total = 0, seen = 0;
  for (auto cell = begin; cell != end; ++cell) total += cell->count;
  std::size_t middle = box.first;
  while (middle + 1 < box.last && (seen + cells[middle].count) * 2 <= total) seen += cells[middle++].count;
  middle = std::clamp(middle, box.first + 1, box.last - 1);
  return {box_of(cells, box.first, middle), box_of(cells, middle, box.last)};
}

std::uint32_t color_of(const std::vector<Cell>& cells, const Box& box) {
  Cell all;
  for (std::size_t i = box.first; i < box.last; ++i) {
    all.count += cells[i].count;
    for (std::size_t c = 0; c < 3; ++c) all.sum[c] += cells[i].sum[c];
  }
  return 0xFF000000U | static_cast<std::uint32_t>(all.mean(0)) << 16 |
         static_cast<std::uint32_t>(all.mean(1)) << 8 | static_cast<std::uint32_t>(all.mean(2));
}

std::uint8_t nearest_to(const std::array<std::uint32_t, 256>& colors, std::size_t used, std::size_t cell) {
  const auto channel = [](std::uint32_t color, int shift) {
    return static_cast<int>((color >> shift) & 255);
  };
  const int red = static_cast<int>(cell >> 10) * 8 + 4, green = static_cast<int>((cell >> 5) & 31) * 8 + 4,
            blue = static_cast<int>(cell & 31) * 8 + 4;
  int least = 1 << 30;
  std::size_t best = 0;
  for (std::size_t i = 0; i < used; ++i) {
    const int r = channel(colors[i], 16) - red, g = channel(colors[i], 8) - green,
              b = channel(colors[i], 0) - blue;
    const int apart = 3 * r * r + 4 * g * g + 2 * b * b;
    if (apart < least) {
      least = apart;
      best = i;
    }
  }
  return static_cast<std::uint8_t>(best);
}

}  // namespace

Palette256 palette_of(std::span<const PixelBuffer> pictures) {
  if (pictures.empty()) fail(ErrorKind::usage, "a palette needs pictures");
  std::vector<Cell> grid(kCells);
  for (const PixelBuffer& picture : pictures)
    for (const std::uint32_t pixel : picture.pixels()) {
      Cell& cell = grid[cell_of(pixel)];
      ++cell.count;
      for (std::size_t c = 0; c < 3; ++c) cell.sum[c] += (pixel >> (16 - 8 * c)) & 255;
    }
  std::vector<Cell> cells;
  for (const Cell& cell : grid)
    if (cell.count > 0) cells.push_back(cell);
  std::vector<Box> boxes{box_of(cells, 0, cells.size())};
  while (boxes.size() < 256) {
    // The widest first: rare colours, of a few dots, must not vanish among the shades of the paper.
    const auto widest = std::max_element(boxes.begin(), boxes.end(),
                                         [](const Box& a, const Box& b) { return a.width < b.width; });
    if (widest->width == 0) break;
    const auto [low, high] = split(cells, *widest);
    *widest = low;
    boxes.push_back(high);
  }
  Palette256 palette;
  for (std::size_t i = 0; i < boxes.size(); ++i) palette.colors[i] = color_of(cells, boxes[i]);
  for (std::size_t i = boxes.size(); i < 256; ++i) palette.colors[i] = 0xFF000000U;
  palette.nearest.resize(kCells);
  for (std::size_t cell = 0; cell < kCells; ++cell)
    palette.nearest[cell] = nearest_to(palette.colors, boxes.size(), cell);
  return palette;
}

void convert_to_palette(const PixelBuffer& source, std::shared_ptr<const Palette256> palette,
                        PaletteFrame& target) {
  target.width = source.width();
  target.height = source.height();
  const std::span<const std::uint32_t> pixels = source.pixels();
  target.index.resize(pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) target.index[i] = palette->nearest[cell_of(pixels[i])];
  target.palette = std::move(palette);
}

}  // namespace rssviz::render
