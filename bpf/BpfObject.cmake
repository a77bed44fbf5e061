# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# bpf_object(NAME SOURCE [DEFINES name[=value]...])
#   Compiles SOURCE, BPF C, to build/bpf/NAME.bpf.o and installs it; NAME may hold a folder
#   (fizzbuzz/v1_fizz). All of them are built by the target bpf_objects, or by the target that
#   BPF_OBJECTS names where a folder sets it; both are part of `all`.

find_program(BPFMARK_CLANG
  NAMES clang clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14
  DOC "The clang that compiles the BPF programs")
if(NOT BPFMARK_CLANG)
  message(FATAL_ERROR "No clang found, and only clang compiles the BPF programs. Install it "
    "(ci/setup does), or name one: -DBPFMARK_CLANG=/path/to/clang")
endif()
execute_process(
  COMMAND ${BPFMARK_CLANG} --target=bpf -mcpu=v3 -x c -c /dev/null -o /dev/null
  RESULT_VARIABLE BPFMARK_CLANG_RESULT ERROR_VARIABLE BPFMARK_CLANG_ERROR)
if(NOT BPFMARK_CLANG_RESULT EQUAL 0)
  message(FATAL_ERROR "${BPFMARK_CLANG} cannot compile for BPF: ${BPFMARK_CLANG_ERROR}"
    "Name another clang: -DBPFMARK_CLANG=/path/to/clang")
endif()

find_package(PkgConfig REQUIRED)
pkg_check_modules(BPFMARK_BPF_HEADERS REQUIRED libbpf>=1.1)

add_custom_target(bpf_objects ALL)
set(BPF_OBJECTS bpf_objects)

function(bpf_object NAME SOURCE)
  cmake_parse_arguments(ARG "" "" "DEFINES" ${ARGN})
  get_filename_component(SOURCE ${SOURCE} ABSOLUTE)
  set(OBJECT ${PROJECT_BINARY_DIR}/bpf/${NAME}.bpf.o)
  get_filename_component(FOLDER ${NAME} DIRECTORY)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/bpf/${FOLDER})

  # The BPF target has no multiarch folder of its own, and Debian keeps <asm/types.h> in one.
  set(INCLUDES -I${PROJECT_SOURCE_DIR})
  foreach(INCLUDE_DIR IN LISTS BPFMARK_BPF_HEADERS_INCLUDE_DIRS)
    list(APPEND INCLUDES -isystem ${INCLUDE_DIR})
  endforeach()
  if(CMAKE_C_LIBRARY_ARCHITECTURE)
    list(APPEND INCLUDES -idirafter /usr/include/${CMAKE_C_LIBRARY_ARCHITECTURE})
  endif()

  # An object's sha256 stands in the results, so no path of this checkout may get into it. clang
  # copies the source's lines into BTF by opening the *mapped* names: they must lead to the files
  # from the working directory, or the line information stays without its text.
  set(PATHS -ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -fdebug-compilation-dir=.)

  list(TRANSFORM ARG_DEFINES PREPEND -D)
  add_custom_command(
    OUTPUT ${OBJECT}
    COMMAND ${BPFMARK_CLANG} --target=bpf -O2 -g -mcpu=v3 -Wall -Werror ${PATHS} ${INCLUDES}
            ${ARG_DEFINES} -MD -MF ${OBJECT}.d -c ${SOURCE} -o ${OBJECT}
    DEPENDS ${SOURCE} ${BPFMARK_CLANG}
    DEPFILE ${OBJECT}.d
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Building BPF object ${NAME}.bpf.o"
    VERBATIM)

  string(MAKE_C_IDENTIFIER bpf_object_${NAME} TARGET)
  add_custom_target(${TARGET} DEPENDS ${OBJECT})
  add_dependencies(${BPF_OBJECTS} ${TARGET})
  install(FILES ${OBJECT} DESTINATION ${CMAKE_INSTALL_LIBDIR}/bpfmark/bpf/${FOLDER})
endfunction()
