# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Writes dashboard_assets.cc: the page and dygraphs as strings, so that the report is one file and
# the command needs no other.
find_path(DYGRAPHS_FOLDER dygraph.min.js
          PATHS /usr/share/javascript/dygraphs /usr/share/javascript/dygraphs/dist
          NO_DEFAULT_PATH DOC "Holds dygraph.min.js: package libjs-dygraphs")
if(NOT DYGRAPHS_FOLDER)
  message(FATAL_ERROR "dygraph.min.js is missing: install libjs-dygraphs (ci/setup does), "
                      "or set DYGRAPHS_FOLDER")
endif()

set(PAGE_FOLDER ${CMAKE_CURRENT_SOURCE_DIR}/dashboard/page)
# In this order: each uses only those before it.
set(PAGE_SCRIPTS ${DYGRAPHS_FOLDER}/dygraph.min.js)
foreach(NAME dom data chart versions exact changes trend sweep maps profile main)
  list(APPEND PAGE_SCRIPTS ${PAGE_FOLDER}/${NAME}.js)
endforeach()
set(PAGE_STYLES ${DYGRAPHS_FOLDER}/dygraph.min.css ${PAGE_FOLDER}/style.css)

function(read_joined VARIABLE)
  set(JOINED "")
  foreach(FILE ${ARGN})
    file(READ "${FILE}" TEXT)
    # A browser with its tools open would look for the map beside the report.
    string(REGEX REPLACE "/[/*]# sourceMappingURL=[^\n ]*( \\*/)?" "" TEXT "${TEXT}")
    string(APPEND JOINED "${TEXT}\n")
  endforeach()
  set(${VARIABLE} "${JOINED}" PARENT_SCOPE)
endfunction()

read_joined(PAGE_HTML ${PAGE_FOLDER}/page.html)
read_joined(PAGE_STYLE ${PAGE_STYLES})
read_joined(PAGE_SCRIPT ${PAGE_SCRIPTS})
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             ${PAGE_FOLDER}/page.html ${PAGE_STYLES} ${PAGE_SCRIPTS})
set(DASHBOARD_ASSETS ${PROJECT_BINARY_DIR}/generated/dashboard_assets.cc)
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/dashboard/assets.cc.in ${DASHBOARD_ASSETS} @ONLY)
