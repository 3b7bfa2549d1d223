package dev.backstay.vault.tree;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Trees as the plain bytes of a restic tree blob, and back.
 *
 * <pre>
 * tree   = '{"nodes":[' [ node { ',' node } ] ']}' LF
 * node   = '{"name":' string ',"type":' type [ ',"mode":' number ]
 *          ',"mtime":' time ',"atime":' time ',"ctime":' time
 *          ',"uid":' number ',"gid":' number [ ',"user":' string ] [ ',"group":' string ]
 *          [ ',"inode":' number ] [ ',"device_id":' number ] [ ',"size":' number ]
 *          [ ',"links":' number ] [ ',"linktarget":' string [ ',"linktarget_raw":' base64 ] ]
 *          [ ',"extended_attributes":[' attribute { ',' attribute } ']' ]
 *          [ ',"device":' number ] ',"content":' content [ ',"subtree":' id ] '}'
 * content   = 'null' | '[' [ id { ',' id } ] ']'      null for all but regular files
 * attribute = '{"name":' string ',"value":' base64 '}'
 * type      = "file" | "dir" | "symlink" | "dev" | "chardev" | "fifo" | "socket"
 * </pre>
 *
 * An optional field is left out when it is zero or empty. Names are quoted twice, first by {@link
 * GoQuote}, then as JSON, so that any bytes survive. Strings are escaped as Go up to 1.21 does,
 * modes are {@link GoMode} and times {@link GoTime}.
 *
 * <p>Reading what stock restic wrote and writing it again gives the same bytes, with these
 * exceptions, none of which changes a restore:
 *
 * <ul>
 *   <li>times with a zone offset are written in UTC: the instant is kept, the offset is not;
 *   <li>a link target or attribute name that is not UTF-8 was already stored with replacement
 *       characters by restic before 0.15, which escapes them as no other character;
 *   <li>the fields {@code error} and {@code generic_attributes} (Windows only) and fields unknown
 *       here are ignored and not written.
 * </ul>
 *
 * A link target that is not UTF-8 is written as later versions of restic do: the bytes in {@code
 * linktarget_raw}, and beside it the text with replacement characters, which is all that older
 * versions read, and all that they would have stored themselves.
 */
public final class TreeCodec {
  private TreeCodec() {}

  /** The bytes of the tree; see {@link TreeEncoder} for a directory that comes node by node. */
  public static byte[] encode(Tree tree) {
    TreeEncoder encoder = new TreeEncoder();
    tree.nodes().forEach(encoder::add);
    return encoder.finish();
  }

  /**
   * The tree held in bytes.
   *
   * @throws BackstayException {@code OBJECT_CORRUPT} when they are anything but a tree, or one that
   *     no file system can hold (names that repeat, have a slash, or lead elsewhere)
   */
  public static Tree decode(byte[] bytes) {
    return TreeDecoder.decode(bytes);
  }

  static BackstayException corrupt(String what, @Nullable Throwable cause) {
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT, "a directory's tree is unreadable: " + what, cause);
  }
}
