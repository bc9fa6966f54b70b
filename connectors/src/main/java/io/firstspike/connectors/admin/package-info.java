/** Topics on a broker: their settings, their last records, and the creation of missing ones. */
package io.firstspike.connectors.admin;
