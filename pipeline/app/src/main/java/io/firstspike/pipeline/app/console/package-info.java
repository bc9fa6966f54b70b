/** What commands print, draw and log. */
package io.firstspike.pipeline.app.console;
