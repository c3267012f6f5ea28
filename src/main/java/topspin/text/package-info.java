/**
 * Reading text from people or other programs, quoting it in messages, and formatting numbers for people. Every package
 * may use it.
 */
package topspin.text;
