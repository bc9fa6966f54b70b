/** The output of commands: text, tables, pictures, reports and logs. */
package io.firstspike.pipeline.app.console;
