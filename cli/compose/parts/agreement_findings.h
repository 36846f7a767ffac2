// Agreement of neighbours as findings of a map coloured by classes. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/figure_kind.h"
#include "cli/studies/class_agreement.h"

namespace rssviz::cli {

// "clause: neighbours in state space that agree" and "clause: by chance". `name`: what the column is called.
inline void add_agreement(const std::string& name, const ClassAgreement& found,
                          std::vector<Finding>& findings) {
  findings.push_back({name + ": neighbours in state space that agree", found.share});
  findings.push_back({name + ": by chance", found.chance});
}

}  // namespace rssviz::cli
