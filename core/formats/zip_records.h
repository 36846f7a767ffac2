// Numbers of the zip format (PKWARE's APPNOTE 6.3) that reading and writing share.
#pragma once

#include <cstdint>

namespace rssviz::formats {

inline constexpr std::uint32_t kLocalSignature = 0x04034b50;
inline constexpr std::uint32_t kCentralSignature = 0x02014b50;
inline constexpr std::uint32_t kEndSignature = 0x06054b50;
inline constexpr std::uint32_t kEnd64Signature = 0x06064b50;
inline constexpr std::uint32_t kLocator64Signature = 0x07064b50;
inline constexpr std::uint32_t kMax32 = 0xFFFFFFFF;

}  // namespace rssviz::formats
