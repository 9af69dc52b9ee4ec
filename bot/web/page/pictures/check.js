// What is not even sent. The server looks into the file; this only spares a wait.

const MOST_BYTES = 10 * 1024 * 1024;
const TYPES = /^image\/(jpe?g|png|webp|hei[cf])$/;

// What is wrong with a file, for people; null where nothing is.
export function fault({ type, size }) {
  // Some WebViews know no type: then the server decides.
  if (type && !TYPES.test(type)) return "这不是能用的图片。请选 JPG、PNG、WebP 或 HEIC 图片，截屏也可以。";
  if (!size) return "这个文件是空的，请换一张。";
  if (size > MOST_BYTES) return "这张图超过10 MB，发不了。截屏后再发，会小很多。";
  return null;
}
