/** Command-line options of the jobs, wherever they run. */
package io.firstspike.pipeline.stream.options;
