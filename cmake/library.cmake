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

# rssviz_library(NAME SOURCES ...): one room, one target, with the alias rssviz::NAME and the project's root as the
# include folder, so that an include line names the room it comes from.
function(rssviz_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  add_library(rssviz_${name} STATIC ${ARG_SOURCES})
  add_library(rssviz::${name} ALIAS rssviz_${name})
  target_include_directories(rssviz_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(rssviz_${name} PRIVATE $<BUILD_INTERFACE:rssviz_flags>)
  target_compile_definitions(rssviz_${name} PUBLIC EIGEN_DONT_PARALLELIZE EIGEN_MAX_ALIGN_BYTES=64)
endfunction()

# rssviz_test(NAME SOURCES ... LIBRARIES ...): one test program of GoogleTest, every case a ctest of its own.
function(rssviz_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} rssviz_flags GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE RSSVIZ_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()
