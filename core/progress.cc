#include "core/progress.h"

#include "core/error.h"

namespace rssviz {

void Progress::check_stop() const {
  if (stop_requested()) fail(ErrorKind::interrupted, "interrupted");
}

}  // namespace rssviz
