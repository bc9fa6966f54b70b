/** The command line: the program's entry point and its commands. */
package io.firstspike.pipeline.app.cli;
