/** The operator that serves the latest version of each model and never learns. */
package io.firstspike.pipeline.stream.serving;
