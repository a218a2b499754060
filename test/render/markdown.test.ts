import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/render/report/markdown.js';

describe('Markdown', () => {
  it.each([
    ['**b** and `c`', '<p><strong>b</strong> and <code>c</code></p>'],
    ['# Title', '<h5 class="level-1">Title</h5>'],
    ['- [x] done', '<ul>\n<li>☑ done</li>\n</ul>'],
    ['a  \nb', '<p>a<br />b</p>'],
    ['[wiki](https://a.example/?x=1&y=2)', '<p><a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">wiki</a></p>'],
    ['[run](javascript:alert(1))', '<p>run</p>'],
    ['[run](data:text/html,x)', '<p>run</p>'],
    ['![far](https://a.example/x.png)', '<p><a href="https://a.example/x.png" rel="noopener noreferrer">far</a></p>'],
    ['![near](data:image/gif;base64,R0lG)', '<p><img src="data:image/gif;base64,R0lG" alt="near" /></p>'],
    ['a <b onclick="x()">b</b>', '<p>a &lt;b onclick=&quot;x()&quot;&gt;b&lt;/b&gt;</p>'],
    ['<script>alert("1 < 2")</script>', '&lt;script&gt;alert(&quot;1 &lt; 2&quot;)&lt;/script&gt;'],
    ['x <pre>1 < 2 & <i>3</pre>', '<p>x &lt;pre&gt;1 &lt; 2 &amp; &lt;i&gt;3&lt;/pre&gt;</p>'],
  ])('%j', async (text, expected) => {
    expect((await markdown(text, () => undefined)).text.trim()).toBe(expected);
  });
});
