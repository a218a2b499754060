console.log('a script of its own');
