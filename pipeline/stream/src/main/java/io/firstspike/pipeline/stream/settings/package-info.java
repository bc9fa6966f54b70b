/** Checks of settings, with all mistakes told together. */
package io.firstspike.pipeline.stream.settings;
