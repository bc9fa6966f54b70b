/** The command {@code view}: pictures of models and of reports, as files for papers and pages. */
package io.firstspike.pipeline.app.view;
