#include "models/tasks/text/text_properties.h"

#include <algorithm>
#include <utility>

#include "models/tasks/text/columns.h"

namespace rssviz::models {

std::vector<std::string> text_properties() {
  return {text_columns::kPlaceInLine,  text_columns::kIndentation, text_columns::kInQuotes,
          text_columns::kInComment,    text_columns::kDepthRound,  text_columns::kDepthSquare,
          text_columns::kDepthCurly,   text_columns::kPlaceInWord, text_columns::kClass,
          text_columns::kNextIsNewline};
}

void annotate_text(const Alphabet& alphabet, StateTrace& trace) {
  std::vector<IntColumn> all;
  for (std::size_t i = 0; i < trace.points();) {
    std::size_t end = i;
    std::vector<std::int32_t> codes;
    for (; end < trace.points() && trace.sequence[end] == trace.sequence[i]; ++end)
      codes.push_back(std::max(0, trace.token[end]));
    std::vector<IntColumn> columns = text_columns::columns_of(alphabet, codes);
    if (all.empty())
      all = std::move(columns);
    else
      for (std::size_t k = 0; k < all.size(); ++k)
        all[k].values.insert(all[k].values.end(), columns[k].values.begin(), columns[k].values.end());
    i = end;
  }
  for (IntColumn& column : all) trace.set(std::move(column));
}

}  // namespace rssviz::models
