// The encoder on a thread of its own, fed through a queue of bounded length: drawing goes on while x264
// works, and memory stays bounded where drawing is faster. One thread pushes.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "render/video/encoder.h"

namespace rssviz::render {

class EncodingThread {
 public:
  // `encoded(n)` is called on the encoder's thread after n frames.
  EncodingThread(Encoder& encoder, std::size_t longest, std::function<void(std::size_t)> encoded);
  // Gives up what waits, unless finish() was called.
  ~EncodingThread();
  EncodingThread(const EncodingThread&) = delete;
  EncodingThread& operator=(const EncodingThread&) = delete;

  // The next frame; waits while the queue is full. Throws what the encoder threw.
  void push(std::shared_ptr<const FilmPicture> frame);
  // Waits until all is encoded. Throws what the encoder threw. The encoder itself is not finished.
  void finish();

 private:
  void run();
  void stop(bool give_up);

  Encoder& encoder_;
  const std::size_t longest_;
  const std::function<void(std::size_t)> encoded_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<const FilmPicture>> waiting_;
  std::exception_ptr error_;
  bool closed_ = false;
  std::size_t count_ = 0;  // encoded; only who encodes touches it
  std::thread thread_;     // none where the system gives none
};

}  // namespace rssviz::render
