# cmake --install: the program with its manual pages, completions and examples (component runtime), and the libraries
# with their headers and CMake package (component dev).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS rssviz RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
install(DIRECTORY ${RSSVIZ_SHARE}/man ${RSSVIZ_SHARE}/bash-completion ${RSSVIZ_SHARE}/zsh ${RSSVIZ_SHARE}/fish
        DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT runtime)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DATADIR}/rssviz COMPONENT runtime
        FILES_MATCHING PATTERN "*.toml" PATTERN "*.py" PATTERN "*.md" PATTERN "*.npy" PATTERN "*.cc" PATTERN "CMakeLists.txt"
        PATTERN "gallery" EXCLUDE)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/rssviz COMPONENT runtime)

set(RSSVIZ_LIBRARIES rssviz_core rssviz_formats rssviz_models rssviz_embed rssviz_render)
install(TARGETS ${RSSVIZ_LIBRARIES} EXPORT rssviz
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rssviz)
foreach(room core models embed render)
  install(DIRECTORY ${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rssviz COMPONENT dev FILES_MATCHING PATTERN "*.h")
endforeach()
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/rssviz)
install(EXPORT rssviz NAMESPACE rssviz:: FILE rssvizTargets.cmake DESTINATION ${package_folder} COMPONENT dev)
configure_package_config_file(cmake/rssvizConfig.cmake.in ${PROJECT_BINARY_DIR}/rssvizConfig.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rssvizConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/rssvizConfig.cmake ${PROJECT_BINARY_DIR}/rssvizConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT dev)

# cpack: rssviz_VERSION_ARCH.deb of the program, librssviz-dev of the libraries. dpkg-shlibdeps finds what is linked;
# fonts and libav are opened while the program runs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "rssviz developers <rssviz@localhost>")
set(CPACK_PACKAGE_NAME rssviz)
set(CPACK_PACKAGE_FILE_NAME rssviz)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME rssviz)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "fonts-inter, fonts-dejavu-core, libavformat59, libavcodec59, libavutil57")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS "fonts-texgyre, fonts-stix, fonts-cmu")
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "figures and films of the inside of recurrent neural networks
 Trains recurrent networks or takes them from elsewhere, records their hidden
 states, lays the states out on maps, and draws figures and films of them.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME librssviz-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "libeigen3-dev, nlohmann-json3-dev, zlib1g-dev, libhdf5-dev, libmatio-dev, libyaml-cpp-dev, libspectra-dev, libcairo2-dev, libpango1.0-dev, libavformat-dev, libavcodec-dev, libavutil-dev, pkg-config")
set(CPACK_DEBIAN_DEV_DESCRIPTION "libraries of rssviz: networks, maps, drawing
 Static libraries with their headers and a CMake package: find_package(rssviz).")
include(CPack)
