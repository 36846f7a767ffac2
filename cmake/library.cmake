# Whether this build runs under a sanitizer (the preset asan-ubsan).
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
string(FIND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}}" "-fsanitize=" sanitizer_at)
set(RSSVIZ_SANITIZED OFF)
if(sanitizer_at GREATER -1)
  set(RSSVIZ_SANITIZED ON)
endif()

# What every target of the project is compiled with.
add_library(rssviz_flags INTERFACE)
target_compile_options(rssviz_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  # GCC 12 reports overlaps in std::string that can't happen (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${RSSVIZ_WERROR}>:-Werror>)
# Eigen's own threads would change the order of sums; our Workers hand out fixed pieces of work instead.
target_compile_definitions(rssviz_flags INTERFACE EIGEN_DONT_PARALLELIZE EIGEN_MAX_ALIGN_BYTES=64)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64" AND RSSVIZ_MARCH)
  target_compile_options(rssviz_flags INTERFACE -march=${RSSVIZ_MARCH})
endif()
# What recipes name: of `native` also which processor that was, where the compiler (GCC) tells.
set(RSSVIZ_INSTRUCTIONS "${RSSVIZ_MARCH}")
if(RSSVIZ_MARCH STREQUAL "native")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -march=native -Q --help=target OUTPUT_VARIABLE native_is ERROR_QUIET)
  if(native_is MATCHES "-march=[ \t]+([A-Za-z0-9_-]+)")
    set(RSSVIZ_INSTRUCTIONS "native-${CMAKE_MATCH_1}")
  endif()
endif()

# Two thirds of the sources read Eigen, and every test GoogleTest: compiled once, a build from nothing takes a third less
# time. A compiler launcher (ccache) answers only from sources without precompiled headers; there each source is compiled
# with what it includes itself, which also shows an include that is missing.
set(precompile_default ON)
if(CMAKE_CXX_COMPILER_LAUNCHER)
  set(precompile_default OFF)
endif()
option(RSSVIZ_PRECOMPILE "Precompile the headers of Eigen, GoogleTest and the standard library" ${precompile_default})
set(RSSVIZ_EIGEN_ROOMS formats models embed subjects studies compose pipeline commands)

# rssviz_precompiled(NAME HEADERS ...): headers that other targets of the same options take with rssviz_reuse().
function(rssviz_precompiled name)
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cc CONTENT "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE rssviz_flags Eigen3::Eigen)
  target_precompile_headers(${name} PRIVATE <Eigen/Core> <algorithm> <array> <cmath> <cstdint> <filesystem> <functional>
    <map> <memory> <numeric> <optional> <set> <span> <sstream> <string> <string_view> <utility> <variant> <vector> ${ARGN})
endfunction()

function(rssviz_reuse target name)
  if(RSSVIZ_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${name})
    # Of precompiled headers GCC 12 forgets that they are the system's and warns of what std::string does inside.
    target_compile_options(${target} PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>)
  endif()
endfunction()

if(RSSVIZ_PRECOMPILE)
  rssviz_precompiled(rssviz_precompiled_rooms)
  if(RSSVIZ_TESTS)
    rssviz_precompiled(rssviz_precompiled_tests <gtest/gtest.h>)
    target_link_libraries(rssviz_precompiled_tests PRIVATE GTest::gtest)
  endif()
endif()

# rssviz_library(NAME SOURCES ...): one room, one target, with the alias rssviz::NAME and the project's root as the
# include folder, so that an include line names the room it comes from.
function(rssviz_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  add_library(rssviz_${name} STATIC ${ARG_SOURCES})
  add_library(rssviz::${name} ALIAS rssviz_${name})
  set_target_properties(rssviz_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(rssviz_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(rssviz_${name} PRIVATE $<BUILD_INTERFACE:rssviz_flags>)
  target_compile_definitions(rssviz_${name} PUBLIC EIGEN_DONT_PARALLELIZE EIGEN_MAX_ALIGN_BYTES=64)
  if(name IN_LIST RSSVIZ_EIGEN_ROOMS)
    rssviz_reuse(rssviz_${name} rssviz_precompiled_rooms)
  endif()
endfunction()

# rssviz_test(NAME SOURCES ... LIBRARIES ...): one test program of GoogleTest, every case a ctest of its own.
function(rssviz_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(RSSVIZ_SANITIZED)
    # Training at full size takes some ten times longer under the sanitizers.
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 5")
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} rssviz_flags GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE RSSVIZ_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  if(RSSVIZ_SANITIZED AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # With -fsanitize=address GCC 12 sees unset members inside std::regex, which only tests use (GCC bug 105616).
    target_compile_options(${name} PRIVATE -Wno-maybe-uninitialized)
  endif()
  rssviz_reuse(${name} rssviz_precompiled_tests)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()
