// Room on disk for what is read once and needed by blocks: a file without a name, in TMPDIR, that goes with
// the object. A value for one thread while it is filled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rssviz::formats {

class Spool {
 public:
  // Throws Error{cannot_create} naming the folder.
  Spool();
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Throws Error{retry} with both numbers where the folder has no room for `bytes` of `what`.
  void require_room(std::uint64_t bytes, const std::string& what) const;
  // Throws Error{io} where the disk is full.
  void append(std::string_view bytes);
  std::size_t size() const { return size_; }
  // A descriptor of its own for the caller, who closes it; the content stays as long as one is open.
  int duplicate() const;

 private:
  int file_{-1};
  std::size_t size_{0};
};

}  // namespace rssviz::formats
